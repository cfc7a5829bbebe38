// The parts that work over one owner's store. They share one store, vault, clock, bus and owner.
import { Uploader } from './attachments.js';
import { Store } from './db.js';
import { Drafts } from './drafts.js';
import { KeyShare } from './key-share.js';
import { Kit } from './kit.js';
import { Outbox } from './outbox.js';
import { Sender } from './sender.js';
import { checkStorage } from './storage.js';
import { Sync } from './sync.js';
import { Vault } from './vault.js';

export function workspace(owner, { clock, rounds, bus }) {
  const store = new Store(owner.store, { onproblem: code => bus.emit('storage', { code }) });
  const vault = new Vault(store, { now: clock.now, rounds });
  const parts = { store, vault, clock, bus, owner, kit: new Kit(store, vault) };
  parts.drafts = new Drafts(parts);
  parts.outbox = new Outbox(parts);
  parts.sender = new Sender(parts);
  parts.sync = new Sync({ ...parts, uploader: new Uploader(parts) });
  return { ...parts, share: new KeyShare(store.name, vault), storage: { check: () => checkStorage(store) } };
}
