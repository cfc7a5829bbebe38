// Who has a store on this phone. Nothing here names a person but the last one's display name: owners are
// found by a keyed hash of the user name, whose key cannot be exported from this phone.
import { hex, sha256, text, utf8 } from './bytes.js';
import { done, Store } from './db.js';

export const storeName = async userId => `gnbv-${(await sha256(utf8(`gnbv store ${userId}`))).slice(0, 24)}`;

// Whether somebody's store on this phone holds a key already.
export async function hasVault(name) {
  const store = new Store(name);
  try {
    return Boolean(await store.get('meta', 'vault'));
  } finally {
    await store.close();
  }
}

// The name at the door needs no PIN, so its key lies beside it: this is a cover, not a lock. But a browser leaves what
// was overwritten on the disk for a while, and names of earlier users do not stand there to be read.
async function coverName(name) {
  const door = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { door, iv, name: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, door, utf8(name))) };
}

// Before November 2026 the name stood there as it is.
async function nameIn({ door, iv, name }) {
  return door ? text(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, door, name))) : name;
}

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
    return last && { name: await nameIn(last), owner: await this.store.get('owners', last.owner) };
  }

  async remember(user, { device, deposit }) {
    const owner = { key: await this.#key(user.username), store: await storeName(user.id), device, deposit };
    await this.store.put('owners', owner, { key: 'last', owner: owner.key, ...await coverName(user.name) });
    return owner;
  }

  // Whether work lies on this phone alone, whoever's it is: said at a door where nobody is named.
  async waits() {
    for (const { store: name } of (await this.store.all('owners')).filter(({ store }) => store)) {
      const store = new Store(name);
      try {
        const [waiting, files, drafts] = await Promise.all(['outbox', 'files', 'drafts'].map(place => store.all(place)));
        if (waiting.length || files.length || drafts.some(({ state }) => state === 'draft')) return true;
      } finally {
        await store.close();
      }
    }
    return false;
  }

  forgetLast() {
    return this.store.delete('owners', 'last');
  }
}
