// How fast PINs are guessed with the vault's own code, on one thread and on all cores of this machine: what somebody
// can do who has copied the disk and the device secret with it. Run by pin_guess.py.
import { cpus } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { random } from '../gnbv/static/js/offline/bytes.js';
import { isWeak } from '../gnbv/static/js/offline/pins.js';
import { ROUNDS } from '../gnbv/static/js/offline/vault.js';
import { unwrap, wrap } from '../gnbv/static/js/offline/wrap.js';

const PIN = '739164';

async function record() {
  const secret = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const made = { secret, rounds: ROUNDS };
  made.pin = await wrap(made, 'pin', PIN, random(32));
  return made;
}

async function guesses(many) {
  const disk = await record();
  const began = performance.now();
  for (let guess = 0; guess < many; guess++) if (await unwrap(disk, 'pin', String(guess).padStart(6, '0'))) throw new Error('that was the PIN');
  const ms = (performance.now() - began) / many;
  if (!await unwrap(disk, 'pin', PIN)) throw new Error('the PIN does not open');
  return ms;
}

if (!isMainThread) {
  parentPort.postMessage(await guesses(workerData));
} else {
  const many = Number(process.argv[2] ?? 20);
  const before = process.cpuUsage();
  const alone = await guesses(many);
  const { user, system } = process.cpuUsage(before);
  const cores = cpus().length;
  const began = performance.now();
  await Promise.all(Array.from({ length: cores }, () => new Promise((resolve, reject) => {
    new Worker(new URL(import.meta.url), { workerData: many }).on('message', resolve).on('error', reject);
  })));
  const together = (performance.now() - began) / (many * cores);
  let allowed = 0;
  for (let pin = 0; pin < 1_000_000; pin++) allowed += !isWeak(String(pin).padStart(6, '0'));
  console.log(JSON.stringify({ rounds: ROUNDS, alone_ms: alone, cpu_ms: (user + system) / 1000 / (many + 2), cores, together_ms: together, allowed }));
}
