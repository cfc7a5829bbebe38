// A petition that is being written: each answer is kept, sealed, when it is given. One a household; those of homes that
// the register does not know, and of what the commune refused, by their own id.
const START = 'petition/';
const place = key => START + key;

export class PetitionDrafts {
  #turn = Promise.resolve();

  constructor({ store, vault }) {
    Object.assign(this, { store, vault });
  }

  // What cannot be read any more is none.
  async get(name) {
    const key = place(name);
    const record = await this.store.get('meta', key);
    return record && this.vault.unseal(key, record.sealed).catch(error => {
      if (error.code !== 'record_damaged') throw error;
    });
  }

  // One after another, so that the newest stays. Resolves after the commit.
  keep(name, given) {
    const key = place(name);
    return this.#turn = this.#turn.then(async () => this.store.put('meta', { key, sealed: await this.vault.seal(key, given) }));
  }

  drop(name) {
    return this.#turn = this.#turn.then(() => this.store.delete('meta', place(name)));
  }

  async list() {
    const records = await this.store.all('meta', IDBKeyRange.bound(START, `${START}\uffff`));
    const all = await Promise.all(records.map(async ({ key }) => ({ key: key.slice(START.length), given: await this.get(key.slice(START.length)) })));
    return all.filter(({ given }) => given);
  }
}
