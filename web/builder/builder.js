/**
 * “Embed this”: a dialog in which an author chooses figures and a place, sees them train at their width, and copies what to
 * paste. The page loads it when it is asked for. Runs on the page's thread.
 */
import { live } from 'lit/directives/live.js';
import { html, nothing, render } from 'lit/html.js';
import { BY_NAME } from '../element/attributes.js';
import { FIGURE_NAMES } from '../element/figure_names.js';
import { load_tag } from './load_tag.js';
import { attributes_of, KINDS, left_out, PICTURE, table_height, WIDTHS } from './snippets.js';
import { picture_of } from './still.js';

/**
 * @typedef {import('./snippets.js').Choices} Choices
 * @typedef {import('../element/glass_net.js').GlassNet} GlassNet
 */

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);
const FIRST = /** @type {string[]} */ (BY_NAME.get('show')?.standard);
const PHONE = 600; // px: narrower windows begin with narrow figures

/** @param {string} name */
const shown_name = (name) => name[0].toUpperCase() + name.slice(1);

/** Those that have been made, by their sites: closed, one keeps its choices. @type {Map<string, Builder>} */
const made = new Map();

/** @param {string} site URL of its folder, with a slash at its end @returns {Builder} the same one each time */
export function builder_of(site) {
  const builder = made.get(site) ?? new Builder(site);
  made.set(site, builder);
  return builder;
}

const next_frame = () => new Promise((drawn) => requestAnimationFrame(drawn));

export class Builder {
  /** @type {Omit<Choices, 'settings' | 'height'>} */
  #choices;
  #kind = KINDS[0];
  #said = ''; // what has been done with these choices, in a sentence
  /** @type {Choices['settings'] | undefined} */
  #settings = undefined;
  /** @type {GlassNet | undefined} of the preview */
  #net = undefined;
  #measured = 0; // height of the preview's network, px, whatever the scale at which it is shown
  #sizes = new ResizeObserver((entries) => {
    for (const { target, borderBoxSize } of entries)
      if (target === this.#net) this.#measured = borderBoxSize[0].blockSize;
    this.#draw();
    this.#fit();
  });

  /** @param {string} site URL of its folder, with a slash at its end */
  constructor(site) {
    this.#choices = {
      show: FIRST,
      width: innerWidth < PHONE ? 320 : 700,
      theme: 'auto',
      autoplay: true,
      site,
      has_picture: false,
    };
    this.dialog = document.createElement('dialog');
    this.dialog.id = 'builder';
    this.dialog.setAttribute('aria-labelledby', 'builder-title');
    this.dialog.addEventListener('close', () => this.#stop());
    document.body.append(this.dialog);
  }

  /** @param {Choices['settings']} settings in force on the page */
  open(settings) {
    this.#settings = settings;
    this.#said = '';
    this.#draw();
    this.dialog.showModal();
    this.#show_preview();
    load_tag(this.#choices.site).catch(() =>
      this.#say('The preview could not be loaded. What stands below is right all the same.'),
    );
  }

  /** Ends the preview's network. */
  #stop() {
    this.#sizes.disconnect();
    this.#net?.remove();
    this.#net = undefined;
  }

  /** @returns {Choices} */
  get #all() {
    if (!this.#settings) throw new Error('The builder is not open.');
    return { ...this.#choices, settings: this.#settings, height: this.#height };
  }

  /** The height of the figures as the preview has them; until they are drawn, as the table has it, px. */
  get #height() {
    const is_drawn = this.#net?.shadowRoot?.querySelector('[data-drawn]');
    return is_drawn ? Math.ceil(this.#measured) : table_height(this.#choices);
  }

  /** @param {Partial<Choices>} changes after which a picture that was saved before is no longer theirs */
  #choose(changes) {
    this.#choices = { ...this.#choices, has_picture: false, ...changes };
    this.#follow();
  }

  /** Shows what follows from what is chosen. */
  #follow() {
    this.#said = '';
    this.#draw();
    this.#show_preview();
  }

  /** @param {string} name @param {boolean} is_shown */
  #choose_figure(name, is_shown) {
    const { show } = this.#choices;
    const chosen = FIGURE_NAMES.filter((each) => (each === name ? is_shown : show.includes(each)));
    if (chosen.length > 0) this.#choose({ show: chosen });
    else this.#draw(); // the last one stays
  }

  /* ---- the preview ---- */

  #show_preview() {
    const place = this.dialog.querySelector('.preview-page');
    if (!place) return this.#stop();
    const { show, theme, settings } = this.#all;
    const net = (this.#net ??= this.#make_preview(settings));
    this.#sizes.observe(/** @type {Element} */ (place.closest('.preview')));
    net.setAttribute('show', show.join(' '));
    net.setAttribute('theme', theme);
    if (net.parentNode !== place) place.append(net);
    this.#fit();
    return undefined;
  }

  /** Makes the preview as small as its place demands. @param {boolean} [is_whole] whether its height counts as well */
  #fit(is_whole = false) {
    const pane = this.dialog.querySelector('.preview');
    const size = /** @type {HTMLElement | null} */ (this.dialog.querySelector('.preview-size'));
    const page = /** @type {HTMLElement | null} */ (this.dialog.querySelector('.preview-page'));
    if (!pane || !size || !page) return;
    const { paddingTop, paddingLeft } = getComputedStyle(pane);
    const room = pane.clientWidth - 2 * parseFloat(paddingLeft);
    const whole = (pane.clientHeight - 2 * parseFloat(paddingTop)) / Math.max(1, page.offsetHeight);
    const scale = Math.min(1, room / page.offsetWidth, is_whole ? whole : 1);
    page.style.transform = scale < 1 ? `scale(${scale})` : '';
    size.style.width = `${scale * page.offsetWidth}px`;
    size.style.height = `${scale * page.offsetHeight}px`;
  }

  /** @param {Choices['settings']} settings */
  #make_preview(settings) {
    const net = /** @type {GlassNet} */ (document.createElement('glass-net'));
    const here = { ...settings, data: /** @type {const} */ ('digits') }; // large data are not downloaded for a preview
    for (const [name, text] of attributes_of({ ...this.#all, settings: here })) net.setAttribute(name, text);
    net.setAttribute('autoplay', '');
    this.#sizes.observe(net);
    return net;
  }

  /* ---- what is done with the snippet ---- */

  /** @param {string} text */
  #say(text) {
    this.#said = text;
    this.#draw();
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#kind.write(this.#all));
      this.#say('Copied.');
    } catch {
      const code = /** @type {HTMLElement} */ (this.dialog.querySelector('.snippet'));
      code.focus();
      getSelection()?.selectAllChildren(code);
      this.#say('This browser does not let the page copy. The text is selected: copy it with the keyboard.');
    }
  }

  async #save_picture() {
    const net = this.#net;
    if (!net) return;
    try {
      const picture = await this.#take_picture(net);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(picture);
      link.download = PICTURE;
      link.click();
      URL.revokeObjectURL(link.href);
      this.#choose({ has_picture: true });
      this.#say(`Saved as ${PICTURE}: put it beside your page. The lines above have it.`);
    } catch (error) {
      this.#say(`The picture could not be made: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** Figures are drawn only where they are seen, so all of them come into sight for it. @param {GlassNet} net */
  async #take_picture(net) {
    const is_training = net.state === 'playing';
    const pane = this.dialog.querySelector('.preview');
    this.#fit(true);
    pane?.scrollTo(0, 0);
    pane?.scrollIntoView({ block: 'nearest' });
    try {
      await next_frame();
      await next_frame(); // now they know that they are seen, and have asked for what they need
      await net.step();
      await net.step(); // what it gives comes with what was asked for, and is drawn at once as nothing moves any more
      await next_frame();
      return await picture_of(net);
    } finally {
      this.#fit();
      if (is_training) void net.play().catch(() => {}); // it has been closed
    }
  }

  /* ---- what it looks like ---- */

  #draw() {
    if (this.#settings) render(this.#contents(this.#all), this.dialog);
  }

  /** @param {Choices} choices */
  #contents(choices) {
    const kind = this.#kind;
    return html`
      <div class="card-head">
        <h2 id="builder-title">Embed this</h2>
        <button type="button" @click=${() => this.dialog.close()}>Close</button>
      </div>
      <div class="builder-parts">
        <form class="builder-choices" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
          ${this.#choose_one('Where it goes', 'kind', KINDS, kind.name, (name) => {
            this.#kind = KINDS.find((each) => each.name === name) ?? kind;
            this.#follow();
          })}
          ${kind.has_figures ? this.#figure_choices(choices) : nothing}
        </form>
        <div class="builder-result">
          ${kind.has_figures ? this.#preview(choices) : nothing}
          <pre
            class="snippet"
            tabindex="0"
            role="textbox"
            aria-readonly="true"
            aria-multiline="true"
            aria-label="Lines to paste"
          >
${kind.write(choices)}</pre>
        </div>
        <div class="builder-foot">
          <button type="button" class="primary" @click=${() => void this.#copy()}>Copy</button>
          ${kind.has_figures ? html`<button type="button" @click=${() => void this.#save_picture()}>Save a still picture</button>` : nothing}
          <p class="hint" role="status">
            ${this.#said || [kind.hint, ...left_out(kind, choices.settings)].join(' ')}
          </p>
        </div>
      </div>
    `;
  }

  /** @param {Choices} choices */
  #figure_choices({ show, width, theme, autoplay }) {
    const widths = WIDTHS.map((px) => ({ name: String(px), label: `${px.toLocaleString('en')} px` }));
    const themes = THEMES.map((name) => ({ name, label: shown_name(name) }));
    return html`
      <fieldset>
        <legend>Figures</legend>
        <div class="builder-columns">
          ${FIGURE_NAMES.map(
            (name) =>
              html`<label
                ><input
                  type="checkbox"
                  name="figure"
                  value=${name}
                  .checked=${live(show.includes(name))}
                  @change=${(/** @type {Event} */ { target }) =>
                    this.#choose_figure(name, /** @type {HTMLInputElement} */ (target).checked)}
                />${shown_name(name)}</label
              >`,
          )}
        </div>
      </fieldset>
      ${this.#choose_one('Width', 'width', widths, String(width), (name) =>
        this.#choose({ width: WIDTHS.find((px) => String(px) === name) ?? width }),
      )}
      ${this.#choose_one('Theme', 'embedded-theme', themes, theme, (name) =>
        this.#choose({ theme: THEMES.find((each) => each === name) ?? theme }),
      )}
      <label class="builder-flag"
        ><input
          type="checkbox"
          name="autoplay"
          .checked=${autoplay}
          @change=${(/** @type {Event} */ { target }) => {
            const is_chosen = /** @type {HTMLInputElement} */ (target).checked;
            this.#choose({ autoplay: is_chosen, has_picture: this.#choices.has_picture });
          }}
        />Trains as soon as it is seen</label
      >
    `;
  }

  /**
   * @param {string} legend @param {string} name @param {{ name: string, label: string }[]} options
   * @param {string} chosen @param {(name: string) => void} choose
   */
  #choose_one(legend, name, options, chosen, choose) {
    return html`<fieldset>
      <legend>${legend}</legend>
      <div class=${options.length > 3 ? 'builder-columns' : 'builder-row'}>
        ${options.map(
          (option) =>
            html`<label
              ><input
                type="radio"
                name=${name}
                value=${option.name}
                .checked=${option.name === chosen}
                @change=${() => choose(option.name)}
              />${option.label}</label
            >`,
        )}
      </div>
    </fieldset>`;
  }

  /** @param {Choices} choices */
  #preview(choices) {
    const { width, height } = choices;
    const size = `${width.toLocaleString('en')} × ${height.toLocaleString('en')} px`;
    return html`<section class="preview" tabindex="0" aria-label=${`Preview, ${size}`}>
      <div class="preview-size"><div class="preview-page" data-width=${width}></div></div>
    </section>`;
  }
}
