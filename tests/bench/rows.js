/** The rows of the tables: what is measured, how it is started, what it needs. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const peers = fileURLToPath(new URL('peers/', import.meta.url));
const project = fileURLToPath(new URL('../../', import.meta.url));
const build = `${project}build/bench/`;

/**
 * @typedef {object} Row
 * @property {string} name for --rows
 * @property {string} title
 * @property {string[]} command without the folder of the input
 * @property {boolean} [trains] default true
 * @property {() => string | undefined} [prepare] makes what the command needs; what is missing, if it cannot be made
 */

/** Runs a program to its end. @param {string} program @param {string[]} args @param {string} [cwd] @returns {string | undefined} what went wrong */
function run(program, args, cwd) {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return status === 0
    ? undefined
    : (error?.message ?? (stderr.trim().split('\n').at(-1) || `${program} failed`));
}

/** Every process runs on the last core, if there is taskset. */
export const pin = run('taskset', ['--version']) ? [] : ['taskset', '-c', String(cpus().length - 1)];

function install_tensorflow() {
  if (existsSync(`${peers}node_modules/.package-lock.json`)) return undefined;
  return run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], peers);
}

function compile_openblas() {
  mkdirSync(build, { recursive: true });
  const wrong = run('gcc', [
    ...['-std=gnu11', '-Ofast', '-march=native', '-Wall', '-Wextra', `${peers}openblas.c`],
    ...['-o', `${build}openblas`, '-lopenblas', '-lm'],
  ]);
  return wrong && `gcc or libopenblas-dev is missing (${wrong})`;
}

/** @param {string} file @param {string[]} args */
const node = (file, ...args) => [process.execPath, '--expose-gc', peers + file, ...args];
const PYTHON = '/usr/bin/python3'; // Debian's, which finds Debian's NumPy and PyTorch

/** @type {Row[]} */
export const ROWS = [
  { name: 'simd', title: '**Glassnet, SIMD, Node**', command: node('glassnet.mjs', 'simd') },
  {
    name: 'chromium',
    title: '**Glassnet, SIMD, worker in Chromium**',
    command: [process.execPath, `${peers}chromium.mjs`],
    prepare: () => run(`${project}.setup/find-chromium`, []) && 'Chromium is missing',
  },
  { name: 'scalar', title: 'Glassnet, scalar, Node', command: node('glassnet.mjs', 'scalar') },
  {
    name: 'openblas',
    title: 'C + OpenBLAS, images as floats',
    command: [`${build}openblas`, 'floats'],
    prepare: compile_openblas,
  },
  {
    name: 'openblas-bytes',
    title: 'C + OpenBLAS, images as bytes',
    command: [`${build}openblas`, 'bytes'],
    prepare: compile_openblas,
  },
  {
    name: 'numpy',
    title: 'NumPy + OpenBLAS',
    command: [PYTHON, `${peers}numpy_peer.py`],
    prepare: () => run(PYTHON, ['-c', 'import numpy']) && 'python3-numpy is missing',
  },
  {
    name: 'torch',
    title: 'PyTorch, gradients by hand',
    command: [PYTHON, `${peers}torch_peer.py`],
    prepare: () => run(PYTHON, ['-c', 'import torch']) && 'python3-torch is missing',
  },
  {
    name: 'js-skipping',
    title: 'plain JavaScript, zeros skipped',
    command: node('plain.mjs', 'skipping'),
  },
  {
    name: 'js-listed',
    title: 'plain JavaScript, zeros skipped by lists made beforehand',
    command: node('plain.mjs', 'listed'),
    trains: false, // as js-skipping
  },
  { name: 'js-dense', title: 'plain JavaScript, dense', command: node('plain.mjs', 'dense') },
  ...['best', 'minimize', 'fit'].map((form, i) => ({
    name: `tfjs-${form}`,
    title: `TensorFlow.js, WASM SIMD, ${['gradients by hand', '`optimizer.minimize`', '`model.fit`'][i]}`,
    command: node('tensorflow.mjs', form),
    prepare: install_tensorflow,
  })),
];
