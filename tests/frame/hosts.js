/** Where frames stand: in WordPress, behind other addresses, saved to disk, in the article of the site. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { finish, open_site, until, until_equal } from '../browser.js';
import { oembed } from '../../web/tools/oembed.mjs';
import { findings, NO_AXE, set_theme } from '../page/axe.js';
import { open_frame, SANDBOX, test_in, until_fitting, until_steps } from './in_frames.js';

/**
 * What WordPress's wp-embed.js does, seen from a frame: it appends a secret to the address of a frame that is hidden, and
 * shows the frame once a message with the secret comes from it, in a height from 200 to 1,000 px.
 */
function wordpress() {
  addEventListener('message', ({ data, source }) => {
    if (!data || typeof data.secret !== 'string') return;
    for (const frame of document.querySelectorAll('iframe')) {
      if (frame.dataset.secret !== data.secret || frame.contentWindow !== source) continue;
      frame.removeAttribute('style');
      if (data.message === 'height')
        frame.height = String(Math.min(1000, Math.max(200, parseInt(data.value))));
    }
  });
  addEventListener('DOMContentLoaded', () => {
    for (const frame of document.querySelectorAll('iframe')) {
      frame.dataset.secret = 'aB3';
      frame.src += '#?secret=aB3';
    }
  });
}

const HIDDEN = 'style="position: absolute; clip: rect(1px, 1px, 1px, 1px)"';

test_in("WordPress's secret is no option, and shows the frame in its height", async (given) => {
  const { window, hosts } = given;
  const page = hosts.whole_page(`<!doctype html><html lang="en"><meta charset="utf-8"><title>A blog</title>
    <link rel="icon" href="data:,"><script>(${wordpress})()</script>
    <iframe ${SANDBOX} security="restricted" ${HIDDEN} width="600" height="338" src="SITE/embed.html?show=loss" title="A post"></iframe></html>`);
  await window.go(page);
  const shown = () =>
    window.evaluate(() => {
      const frame = document.querySelector('iframe');
      return frame && !frame.hasAttribute('style') && Number(frame.height);
    });
  const height = Number(await until('it is shown', shown));
  await until('it has its height', () =>
    window.in_frame(() => Math.abs(document.body.getBoundingClientRect().height - innerHeight) <= 1),
  );
  assert.ok(height >= 200 && height < 600, `${height} px`);
});

test_in(
  'behind # the options win, and another # is followed; nothing is kept or asked for',
  async (given) => {
    const { window, hosts } = given;
    hosts.site.asked.length = 0;
    await open_frame(given, '?show=loss&hidden=3&theme=light#hidden-units=5&theme=dark&autoplay', {
      attributes: '',
    });
    await until_steps(window, 5);
    const [before] = await window.evaluate(() => [history.length]);
    const in_force = () =>
      window.in_frame(() => {
        const net = /** @type {any} */ (document.querySelector('glass-net'));
        const { colorScheme } = getComputedStyle(document.documentElement);
        return [net.hiddenUnits, net.show.join(), net.theme, colorScheme];
      });
    assert.deepEqual(await in_force(), [5, 'loss', 'dark', 'dark']);
    await window.in_frame(() => location.replace('#hidden-units=6'));
    await until_equal('another address', in_force, [6, 'loss', 'light', 'light']);
    const kept = await window.in_frame(async () => {
      const workers = (await navigator.serviceWorker?.getRegistrations?.()) ?? [];
      return [localStorage.length, sessionStorage.length, document.cookie, workers.length];
    });
    assert.deepEqual(kept, [0, 0, '', 0]);
    assert.equal(await window.evaluate(() => history.length), before);
    assert.deepEqual(hosts.site.asked.sort(), ['/embed.html', '/frame.js']);
  },
);

test_in('the link to the page carries the settings in force', async (given) => {
  const { window } = given;
  await open_frame(given, '?show=loss&hidden=3&learning-rate=0.5', { attributes: '' });
  await until_fitting(window);
  const address = await window.in_frame(() => {
    const link = /** @type {HTMLAnchorElement} */ (document.getElementById('open'));
    link.dispatchEvent(new Event('focus'));
    link.dispatchEvent(new Event('focus'));
    return link.href;
  });
  const { pathname, hash } = new URL(address);
  assert.equal(pathname, '/index.html');
  assert.equal(hash, '#data=digits&hidden=3&learning-rate=0.5&batch-size=32&seed=8');
});

test_in('where saving is not allowed it is not offered', async (given) => {
  const { window } = given;
  const buttons = async () => {
    await until_fitting(window);
    return window.in_frame(() =>
      [...(document.querySelector('glass-net')?.shadowRoot?.querySelectorAll('.place button') ?? [])].map(
        ({ id }) => id,
      ),
    );
  };
  await open_frame(given, '?show=files');
  assert.deepEqual(await buttons(), ['open-network', 'own-images']);
  await open_frame(given, '?show=files', { attributes: '' });
  assert.deepEqual(await buttons(), ['save-network', 'save-onnx', 'open-network', 'own-images']);
});

test_in('saved to disk it trains, and leads nowhere', async ({ window }) => {
  await window.go(new URL('../../build/site/embed.html?show=loss&autoplay', import.meta.url).href);
  await until('steps', () =>
    window.evaluate(() => /** @type {any} */ (document.querySelector('glass-net'))?.steps > 5),
  );
  assert.deepEqual(await window.evaluate(() => [document.getElementById('open')]), [null]);
});

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, section] = readme.match(/### A frame, where no scripts can be added\n([^]*?)\n## /) ?? assert.fail();
/** @param {string} kind */
const snippet = (kind) => section.match(new RegExp('```' + kind + '\\n([^]*?)```'))?.[1] ?? '';

test_in('the snippets of the README do what they say, under the policy that it names', async (given) => {
  const { window, hosts } = given;
  assert.equal(snippet('js'), readFileSync(new URL('../../web/embed/frame.js', import.meta.url), 'utf8'));
  const lines = snippet('html').replaceAll('https://some.site/glassnet/', 'SITE/');
  assert.match(lines, /src="SITE\/embed\.html/);
  const headers = { 'content-security-policy': "default-src 'none'; frame-src SITE; script-src SITE" };
  await window.viewport(1200, 800);
  await window.go(hosts.page(lines, { headers, script: '<script src="SITE/frame.js" defer></script>' }));
  await until(
    'steps',
    () =>
      window
        .in_frame(() => /** @type {any} */ (document.querySelector('glass-net'))?.steps > 10)
        .catch(() => false), // the frame is still on its way
  );
  const height = await until_fitting(window, 'weights,loss,controls');
  const { width: wide, height: high, html } = oembed('SITE/');
  assert.ok(
    lines.includes(`width="${wide}" height="${high}"`) && lines.includes('show=weights+loss+controls'),
  );
  assert.ok(html.includes('show=weights+loss+controls"'));
  assert.ok(Math.abs(height - high) <= 20, `${height} px, ${high} in the snippet`);
});

test_in(
  'under Cross-Origin-Embedder-Policy it trains without credentials',
  async (given) => {
    const { window, hosts } = given;
    const headers = { 'cross-origin-embedder-policy': 'require-corp' };
    await window.go(hosts.page('<iframe credentialless src="SITE/embed.html?show=loss&autoplay"></iframe>', { headers, script: '' })); // prettier-ignore
    await until(
      'steps',
      () =>
        window
          .in_frame(() => /** @type {any} */ (document.querySelector('glass-net'))?.steps > 5)
          .catch(() => false), // likewise
    );
  },
  ['chromium'],
);

test(
  'the article of the site shows three figures on one network, and a frame',
  { skip: NO_AXE },
  async () => {
    const site = await open_site();
    try {
      const page = await site.open('embed-examples.html');
      const nets = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('glass-net')].map((net) => /** @type {any} */ (net).steps),
        );
      await until('all three show the same steps', async () => {
        const steps = await nets();
        return steps.length === 3 && steps[0] > 20 && steps.every((each) => each === steps[0]);
      });
      await page.evaluate(() => document.querySelector('iframe')?.scrollIntoView());
      await until('the frame has its height', () =>
        page.evaluate(() => {
          const frame = document.querySelector('iframe');
          const content = frame?.contentDocument?.body.getBoundingClientRect().height ?? 0;
          return content > 200 && Math.abs(content - (frame?.offsetHeight ?? 0)) <= 1;
        }),
      );
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        await set_theme(page, colorScheme);
        assert.deepEqual(await findings(page), []);
      }
      await finish(page);
    } finally {
      await site.close();
    }
  },
);
