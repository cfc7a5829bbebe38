// The data key while a phone is open: what seals each record of the store, and opens it again.
import { problem, random, text, utf8 } from './bytes.js';

export class DataKey {
  #key = null;

  get open() { return this.#key !== null; }
  get key() { return this.#key; }
  adopt(key) { this.#key = key; }
  lock() { this.#key = null; }

  // `place` ("drafts/<id>") is bound in, so that no record can be put in another's place.
  async sealBytes(place, bytes) {
    if (!this.#key) throw problem('locked');
    const iv = random(12);
    return { iv, ct: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(place) }, this.#key, bytes) };
  }

  async openBytes(place, { iv, ct }) {
    if (!this.#key) throw problem('locked');
    return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(place) }, this.#key, ct)
      .catch(() => { throw problem('record_damaged', { place }); });
  }

  seal(place, value) { return this.sealBytes(place, utf8(JSON.stringify(value))); }
  async unseal(place, sealed) { return JSON.parse(text(await this.openBytes(place, sealed))); }
}
