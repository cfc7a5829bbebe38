// Parts that the first list does not need: their code comes when they are first asked for. What cannot come (no network,
// and no worker has kept it yet) is asked for again.
import { problem } from './bytes.js';
import { done } from './db.js';

const AGAIN_MS = 60_000;

// `load` brings a module; where it cannot come nobody is to blame but the network.
export const part = load => load().catch(() => { throw problem('network'); });

export class LateUploader {
  #part = null;

  constructor(parts) {
    Object.assign(this, { parts, say: () => {} });
  }

  async send(how) {
    const photos = await this.parts.store.run('files', 'readonly', shelf => done(shelf.count()));
    if (!photos) return { cause: null };
    const { Uploader } = await part(() => import('./attachments.js'));
    this.#part ??= new Uploader(this.parts);
    this.#part.say = detail => this.say(detail);
    return this.#part.send(how);
  }
}

export class LateCopies {
  #part = null;
  #wanted = false;
  #running = false;

  constructor(parts) {
    this.parts = parts;
  }

  async #get() {
    const { Copies } = await part(() => import('./copies.js'));
    return this.#part ??= new Copies(this.parts);
  }

  start() {
    this.#wanted = true;
    this.#get().then(part => {
      if (!this.#wanted || this.#running) return;
      this.#running = true;
      part.start();
    }, () => setTimeout(() => this.#wanted && this.start(), AGAIN_MS).unref?.());
  }

  stop() {
    this.#wanted = false;
    if (this.#running) this.#part.stop();
    this.#running = false;
  }

  async standing() { return (await this.#get()).standing(); }
  async round(how) { return (await this.#get()).round(how); }
  async vault() { return (await this.#get()).sender.vault(); }
}
