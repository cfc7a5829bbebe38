// What is being written down about a new home, before it is made: sealed on this phone with every touch, so that a call
// or a killed browser takes nothing away. One such page for each home it may split from, and one for homes on no register.
const PREFIX = 'new-home/';

export class Kept {
  #writing = Promise.resolve();

  constructor({ store, vault }, key, state) {
    Object.assign(this, { store, vault, key, state, say: () => {} });
  }

  static async open({ store, vault }, from) {
    const key = `${PREFIX}${from ?? 'none'}`;
    const record = await store.get('meta', key);
    // One that cannot be read is begun anew; nothing stands on it.
    const state = record && await vault.unseal(`meta/${key}`, record.sealed).catch(() => null);
    return new Kept({ store, vault }, key, state ?? {});
  }

  // One write after another: the newest words lie on the disk. `say` hears wait, ok (committed) or fix.
  put(more) {
    Object.assign(this.state, more);
    this.say('wait');
    return this.#writing = this.#writing.catch(() => {}).then(async () => {
      const sealed = await this.vault.seal(`meta/${this.key}`, structuredClone(this.state));
      await this.store.put('meta', { key: this.key, sealed });
    }).then(() => this.say('ok'), error => this.say('fix', error));
  }

  settled() { return this.#writing.catch(() => {}); }

  async forget() {
    await this.settled();
    this.state = {};
    await this.store.delete('meta', this.key);
  }
}
