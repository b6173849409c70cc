/** The panels, each by itself in a real Chromium. */
import './panels/controls.js';
import './panels/status.js';
import './panels/teach.js';
