/** A peer in a Node process: input from the folder in the last argument, questions from standard input. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { answer, read_input } from './peer.js';

/** @param {(input: import('./peer.js').Input, ...args: string[]) => Promise<import('./peer.js').Peer>} create */
export async function serve_peer(create) {
  const [folder = '', ...args] = process.argv.slice(2).reverse();
  const input = await read_input(async (name) => {
    const { buffer, byteOffset, byteLength } = await readFile(join(folder, name));
    return /** @type {ArrayBuffer} */ (buffer.slice(byteOffset, byteOffset + byteLength));
  });
  const peer = await create(input, ...args.reverse());
  for await (const line of createInterface({ input: process.stdin })) {
    const [question, m, seconds] = line.split(' ');
    console.log(JSON.stringify(await answer(peer, question, Number(m), Number(seconds))));
  }
}
