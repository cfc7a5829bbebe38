// The forms and packs of a kit: one sealed record each, kept while a draft uses it. Those of the first releases lie
// open; a vault that was made anew cannot open what the one before has sealed.
import { done } from './db.js';

export const libraryKey = (type, data) => `${type}:${data[type]}@${data.version}`;
export const bookPlace = key => `library/${key}`;

export class KitShelf {
  constructor(store, vault) {
    Object.assign(this, { store, vault });
  }

  async get(key) {
    const book = key && await this.store.get('library', key);
    return book && (book.data ?? this.vault.unseal(bookPlace(key), book.sealed).catch(error => {
      if (error.code !== 'record_damaged') throw error;
    }));
  }

  // The one of the kit, else one that a draft has kept.
  async newest(start, library) {
    const mine = key => key.startsWith(start);
    return Object.values(library).map(({ key }) => key).find(mine)
      ?? (await this.store.run('library', 'readonly', shelf => done(shelf.getAllKeys()))).find(mine);
  }

  async put(type, { hash, data }) {
    const key = libraryKey(type, data);
    await this.store.put('library', { key, hash, sealed: await this.vault.seal(bookPlace(key), data) });
    return data;
  }
}
