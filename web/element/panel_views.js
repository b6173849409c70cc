/** How the panels are joined to a network. */
import { kind_of_file } from '../../data/kinds.js';
import { DIGITS } from '../figures/classes.js';
import { create } from '../figures/dom.js';
import { open_file } from '../network/files/open.js';
import { Controls } from '../panels/controls.js';
import { Files } from '../panels/files.js';
import { Status } from '../panels/status.js';
import { Teach } from '../panels/teach.js';
import { may_save, save_model } from './saving.js';

/** @typedef {import('./views.js').Make} Make */

/** @param {Set<string>} changed @param {...string} names */
const is_any = (changed, ...names) => names.some((name) => changed.has(name));

/** @type {(containers: (place: HTMLElement) => import('../panels/controls.js').Containers) => Make} */
const controls_of =
  (containers) =>
  (place, { network, changed: tell }) => {
    const { model } = network;
    const panel = new Controls(containers(place), {
      change(name, text) {
        const before = model.state.settings[name];
        model.change(name, text);
        const value = model.state.settings[name];
        if (value !== before) tell(name === 'hidden' ? 'hidden-units' : name, value);
      },
      play: () => model.toggle(),
      step: () => model.step(),
      epoch: () => model.finish_epoch(),
      reset: () => model.reset(),
    });
    return {
      change(changed) {
        if (!is_any(changed, 'settings', 'playing', 'is_away', 'has_mnist', 'has_own')) return;
        const { settings, playing, is_away, has_mnist, has_own } = model.state;
        panel.set({ settings, playing: playing && !is_away, has_mnist, has_own });
      },
      dispose() {
        panel.dispose();
        place.replaceChildren();
      },
    };
  };

/** @param {HTMLElement} place @param {string} name */
const part_of = (place, name) => place.appendChild(create('div', { class: name, part: 'controls' }));

/** @type {Make} */
export function controls_view(place, given) {
  const controls = controls_of(() => {
    const transport = part_of(place, 'transport');
    transport.setAttribute('role', 'group');
    transport.setAttribute('aria-label', 'Training');
    return { transport };
  })(place, given);
  const { model } = given.network;
  const status = new Status(place.appendChild(create('div', { class: 'status' })));
  return {
    change(changed) {
      controls.change?.(changed);
      if (changed.has('notice')) status.show(model.state.notice);
    },
    dispose() {
      status.dispose();
      controls.dispose();
    },
  };
}

/** @type {Make} */
export const settings_view = controls_of((place) => ({
  settings: part_of(place, 'settings'),
  stops: part_of(place, 'settings'),
}));

/** @type {Make} */
export function teach_view(place, { network: { model }, changed: tell }) {
  const panel = new Teach(place, {
    teach(label) {
      model.teach(label);
      tell('taught', label);
    },
    forget: (id) => model.forget(id),
    teach_again: () => void model.teach_again(),
    drop_examples: () => model.drop_examples(),
  });
  let names = DIGITS;
  const show = () => {
    const { can_teach, taught, earlier } = model.state;
    panel.set({ can_teach, taught, earlier, classes: names });
  };
  return {
    change(changed) {
      if (is_any(changed, 'taught', 'earlier', 'can_teach')) show();
    },
    name_classes(classes) {
      names = classes;
      show();
    },
    dispose: () => panel.dispose(),
  };
}

/** A saved network among them is opened. @param {File[]} files @param {import('../model/model.js').Model} model */
async function take_files(files, model) {
  try {
    const found = await Promise.all(files.map(kind_of_file));
    const network = files[found.findIndex(({ kind }) => kind === 'network')];
    if (network) model.open_network(await open_file(network));
    else model.take_files(files);
  } catch (error) {
    model.complain(error);
  }
}

/** @type {Make} */
export function files_view(place, { network: { model }, save }) {
  const panel = new Files(place, {
    save: may_save()
      ? (kind) =>
          void save_model(model, kind).then(
            ({ name, content }) => save(name, content),
            (error) => model.complain(error),
          )
      : undefined,
    open: (file) =>
      void open_file(file).then(
        (opened) => model.open_network(opened),
        (error) => model.complain(error),
      ),
    take: (files) => void take_files(files, model),
  });
  return { dispose: () => panel.dispose() };
}
