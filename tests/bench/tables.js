/** Markdown tables and the words around them. */
import { cpus, loadavg } from 'node:os';

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Three digits that count. @param {number} x */
export function figure(x) {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(x) || 1)));
  return x.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** @param {string[]} head @param {string[][]} lines */
export function table(head, lines) {
  const row = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [
    row(head),
    row(head.map((name, i) => (i && name !== 'command' ? '--:' : '---'))),
    ...lines.map(row),
  ].join('\n');
}

/** The processor, the engine and the day. */
export function machine() {
  const [{ model }] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const load = loadavg()[0].toFixed(1);
  return `${model.trim()}, ${cpus().length} cores, ${process.platform} ${process.arch}, Node ${process.version}, ${date}; load average ${load} before the run.`;
}
