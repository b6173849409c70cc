// The derivation as a page without scripts: `node web/mathematics/build/build_page.mjs build/site/mathematics.html`. The hosted
// page takes its <main> in when the reader comes near, and shows what is marked data-live as well.
import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { code_view } from './code_view.mjs';
import { formula, typeset } from './formulas.mjs';
import { EXPLANATION, PHASES, QUANTITIES } from '../table.js';

/** @param {string} name of a file in derivation/ */
const text_of = (name) =>
  typeset(readFileSync(new URL(`../derivation/${name}.html`, import.meta.url), 'utf8')).trim();

/** @param {import('../table.js').Name} name */
function shape(name) {
  const { rows, columns } = QUANTITIES[name];
  const extents = [rows, columns].map((extent) =>
    extent === '1' ? '1' : `<var data-extent="${extent}">${extent}</var>`,
  );
  return `<span>${formula(`\\q{${name}}`, false)} (${extents.join(', ')})</span>`;
}

/** @param {import('../table.js').Phase} phase @param {string} number before its title */
function phase_view(phase, number) {
  const { id, title, from, to } = phase;
  const shapes = [...new Set([...from, ...to])].map(shape);
  return `<section class="phase" id="phase-${id}" data-phase="${id}" aria-labelledby="phase-${id}-title">
<div class="phase-body"><div class="phase-text"><h3 id="phase-${id}-title">${number}${title}</h3>
${text_of(id)}
<p class="shapes">${shapes.join(' · ')}</p></div>
<div class="phase-figure" data-figure="${id}"></div></div>
${code_view(phase)}</section>`;
}

/** @param {string} id @param {string} title @param {string} name of its file @param {string} figure */
const section = (id, title, name, figure) => `<section class="phase" id="${id}" aria-labelledby="${id}-title">
<div class="phase-body"><div class="phase-text"><h3 id="${id}-title">${title}</h3>
${text_of(name)}</div>
<div class="phase-figure" ${figure}></div></div></section>`;

const contents = [...PHASES, EXPLANATION].map(({ id, title }) => `<li><a href="#phase-${id}">${title}</a></li>`);

writeFileSync(
  argv[2],
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="Forward pass, loss, backward pass and gradient descent of a small network, derived in full, beside the C that computes them.">
<title>Glassnet: the mathematics</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="style.css">
<link rel="stylesheet" href="mathematics/section.css">
</head>
<body>
<header class="masthead"><h1>Glassnet</h1>
<p class="tagline">The mathematics of a small network. <a href="index.html">On the live page</a> each formula has its numbers.</p></header>
<nav class="contents" aria-label="Contents"><ol>${contents.join('')}</ol></nav>
<main>
<div class="mathematics-intro">
<h2 id="mathematics-title">The mathematics<span data-live hidden>, live</span></h2>
${text_of('introduction')}
</div>
<div id="chooser"></div>
<div id="handout"></div>
<div id="stepper"></div>
${PHASES.map((phase, i) => phase_view(phase, `${i + 1} · `)).join('\n')}
${phase_view(EXPLANATION, '')}
${section('gradient-check', 'Check the gradients', 'gradient_check', 'data-gradient-check')}
${section('machine-room', 'The machine room', 'machine_room', 'data-machine-room')}
<div id="inspector"></div>
</main>
</body>
</html>
`,
);
