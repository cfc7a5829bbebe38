// The parts that work over one owner's store. They share one store, vault, clock, bus and owner.
import { Store } from './db.js';
import { Drafts } from './drafts.js';
import { KeyShare } from './key-share.js';
import { Kit } from './kit.js';
import { LateCopies, LateUploader } from './late.js';
import { Outbox } from './outbox.js';
import { Reserve } from './reserve.js';
import { Sender } from './sender.js';
import { checkStorage, isLow } from './storage.js';
import { Sync } from './sync.js';
import { Vault } from './vault.js';

export function workspace(owner, { clock, rounds, bus }) {
  const reserve = new Reserve();
  const onfull = async () => {
    const given = await reserve.release();
    if (given) bus.emit('storage', { code: 'low' });
    return given;
  };
  const store = new Store(owner.store, { onproblem: code => bus.emit('storage', { code }), onfull });
  const vault = new Vault(store, { now: clock.now, right: () => clock.right(), passed: () => clock.passed(), rounds });
  const parts = { store, vault, clock, bus, owner, kit: new Kit(store, vault) };
  parts.drafts = new Drafts(parts);
  parts.outbox = new Outbox(parts);
  parts.sender = new Sender(parts);
  parts.sync = new Sync({ ...parts, uploader: new LateUploader(parts) });
  parts.copies = new LateCopies(parts);
  return { ...parts, share: new KeyShare(store.name, vault), storage: { check: () => checkStorage(store), keepReserve: () => reserve.keep(), isLow: () => isLow(reserve) } };
}
