/**
 * The page for frames of other sites: one <glass-net>, its attributes from the address, its height and state to the page
 * around it, orders from there. It comes with all that it needs in one file (web/tools/embed_page.mjs), and keeps nothing.
 */
import { ATTRIBUTES } from '../element/attributes.js';
import { define } from '../element/define.js';
import { GlassNet } from '../element/glass_net.js';
import { at_most_every } from '../figures/dom.js';
import { carried_reacher } from '../link/carried.js';
import carried from '../link/carried_threads.js';
import { write_classes } from '../model/class_names.js';
import { standard_config, write_hash } from '../training/settings.js';
import { follow_height } from './height.js';
import { is_ready_of_wordpress, read_message, VERSION } from './messages.js';
import { read_options, secret_of } from './options.js';

const STATE_GAP = 250; // ms between two messages with the state, at least

const is_from_site = ['http:', 'https:'].includes(location.protocol);
const host = parent === self ? undefined : parent;
const net = /** @type {GlassNet} */ (document.querySelector('glass-net'));

/* ---- the address ---- */

function follow_address() {
  const { attributes, unknown } = read_options(location);
  for (const { name } of ATTRIBUTES) {
    const text = attributes.get(name);
    if (text === undefined) net.removeAttribute(name);
    else net.setAttribute(name, text);
  }
  const theme = attributes.get('theme');
  document.documentElement.dataset.theme = theme;
  for (const name of unknown)
    console.warn(`The address has “${name.slice(0, 40)}”, which is no option; it is ignored.`);
}

/* ---- the page around ---- */

/** @param {string} type @param {object} [more] */
const tell = (type, more) => host?.postMessage({ glassnet: VERSION, type, ...more }, '*'); // no secret is in them

/** WordPress's own form of a message. @param {string} message @param {number | string} value */
function tell_wordpress(message, value) {
  const secret = secret_of(location.hash);
  if (secret) host?.postMessage({ message, value, secret }, '*');
  return secret !== undefined;
}

/** Whether the figures have their places, or there is a reason to show instead. */
function is_filled() {
  const places = [...(net.shadowRoot?.querySelectorAll('[part~="figure"]') ?? [])];
  return (
    net.state === 'failed' || (places.length > 0 && places.every((place) => place.childElementCount > 0))
  );
}

const wrapper = /** @type {HTMLElement} */ (document.getElementById('wrapper'));
const tell_height = follow_height(wrapper, is_filled, (height) => {
  tell('height', { height });
  tell_wordpress('height', height);
});

/** WordPress hides the frame until a first height comes, and a hidden frame draws nothing: the right height comes later. */
const appear = () => tell_wordpress('height', Math.ceil(wrapper.getBoundingClientRect().height));

const tell_state = at_most_every(STATE_GAP, () => {
  const { state, steps, loss, accuracy } = net;
  tell('state', { state, steps, loss, accuracy });
});

/** @param {unknown} error */
const tell_error = (error) =>
  tell('error', { message: error instanceof Error ? error.message : String(error) });

/** @param {import('./messages.js').Changes} changes */
function change({ attributes, problems }) {
  for (const [name, text] of attributes) {
    if (text === undefined) net.removeAttribute(name);
    else net.setAttribute(name, text);
  }
  problems.forEach(tell_error);
}

/** @param {MessageEvent<unknown>} event */
function hear({ source, data }) {
  if (!host || source !== host) return;
  if (is_ready_of_wordpress(data, secret_of(location.hash) ?? '')) appear();
  const message = read_message(data);
  if (message === undefined) return;
  if (typeof message === 'object') change(message);
  else if (message === 'hello') {
    tell_height();
    tell_state();
  } else net[message]().catch(tell_error);
}

/* ---- the way to the page ---- */

/** @param {HTMLAnchorElement} link to the page */
function carry_settings(link) {
  const page = link.href;
  const settings = () =>
    Object.fromEntries(
      ATTRIBUTES.flatMap((row) => (row.setting ? [[row.setting, net.value_in_force(row)]] : [])),
    );
  const carry = () =>
    (link.href = page + write_hash({ ...standard_config(), ...settings() }) + write_classes(net.class_names));
  for (const type of ['pointerenter', 'focus', 'click']) link.addEventListener(type, carry);
  link.addEventListener('click', (event) => {
    if (tell_wordpress('link', link.href)) event.preventDefault(); // its frames may open no window
  });
}

/* ---- the start ---- */

follow_address();
addEventListener('hashchange', () => {
  follow_address();
  appear();
});
addEventListener('load', appear);
addEventListener('message', hear);
net.addEventListener('ready', () => tell('ready'));
net.addEventListener('error', (/** @type {Event} */ event) =>
  tell_error(/** @type {CustomEvent} */ (event).detail.message),
);
for (const type of ['ready', 'step', 'epoch', 'state']) net.addEventListener(type, tell_state);
const link = /** @type {HTMLAnchorElement} */ (document.getElementById('open'));
if (is_from_site) carry_settings(link);
else link.remove(); // the page does not lie beside a saved copy
GlassNet.reach = carried_reacher(carried, {
  assets: is_from_site ? new URL('.', location.href).href : undefined,
});
define();
