// Who has a store on this phone. Nothing here names a person but the last one's display name: owners are
// found by a keyed hash of the user name, whose key cannot be exported from this phone.
import { hex, sha256, utf8 } from './bytes.js';
import { done, Store } from './db.js';

export const storeName = async userId => `gnbv-${(await sha256(utf8(`gnbv store ${userId}`))).slice(0, 24)}`;

export class Owners {
  constructor(store = Store.directory()) {
    this.store = store;
  }

  async #key(username) {
    const fresh = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const secret = await this.store.run('owners', 'readwrite', async owners => {
      const kept = await done(owners.get('secret'));
      if (!kept) owners.put({ key: 'secret', secret: fresh });
      return kept?.secret ?? fresh;
    });
    return `owner:${hex(await crypto.subtle.sign('HMAC', secret, utf8(username.trim().toLowerCase().normalize('NFC'))))}`;
  }

  async find(username) {
    return this.store.get('owners', await this.#key(username));
  }

  async last() {
    const last = await this.store.get('owners', 'last');
    return last && { name: last.name, owner: await this.store.get('owners', last.owner) };
  }

  async remember(user, { device, deposit }) {
    const owner = { key: await this.#key(user.username), store: await storeName(user.id), device, deposit };
    await this.store.put('owners', owner, { key: 'last', owner: owner.key, name: user.name });
    return owner;
  }

  forgetLast() {
    return this.store.delete('owners', 'last');
  }
}
