/** A peer's process, which answers questions one after another. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export class Child {
  /** @param {string[]} command */
  constructor([program, ...args]) {
    const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
    this.process = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.errors = '';
    this.process.stderr.on('data', (text) => (this.errors += text));
    this.process.stdin.on('error', () => {}); // the answer that does not come says it
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** @param {string} question @param {number} [m] @param {number} [seconds] @returns {Promise<any>} */
  async ask(question, m = 1, seconds = 0) {
    this.process.stdin.write(`${question} ${m} ${seconds}\n`);
    const { done, value } = await this.answers.next();
    if (done)
      throw new Error(`no answer to '${question} ${m}': ${this.errors.trim() || 'the process ended'}`);
    return JSON.parse(value);
  }

  async end() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.stdin.end();
    await once(this.process, 'exit');
  }
}
