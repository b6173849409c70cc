/** Networks in pages of other people, in Chromium, Firefox and WebKit. */
import './embed/basics.js';
import './embed/input.js';
import './embed/views.js';
import './embed/lives.js';
import './embed/policies.js';
import './embed/places.js';
import './embed/frameworks.js';
import './embed/readme.js';
import './embed/size.js';
import './embed/use.js';
import './embed/panels.js';
import './embed/heights.js';
