// Random histories of phones that are lost: whatever was copied when the phone went is on the next one or with the
// commune, bit for bit. A failing history is printed; GNBV_SEED=<n> lives it again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { communeKey, copying, CopyServer, photo, Server } from './copy-world.mjs';
import { freshDisk, freshLocks, openEnvelope, TestClock } from './world.mjs';

const HISTORIES = Number(process.env.GNBV_HISTORIES ?? 40);
const STEPS = 25;
const FAULTS = ['refuse', 'drop', 'html', 503, 429];

// mulberry32: small, and the same everywhere.
const random = seed => () => {
  seed = seed + 0x6D2B79F5 | 0;
  let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
  t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
  return ((t ^ t >>> 14) >>> 0) / 4294967296;
};

// Photos follow their draft: the newest answers may be there before the newest photo.
const answers = content => JSON.stringify([JSON.parse(content)].flat()[0]);

async function live(seed, said) {
  freshDisk();
  freshLocks();
  const chance = random(seed);
  const any = list => list[Math.floor(chance() * list.length)];
  const [clock, recovery, commune] = [new TestClock(), await communeKey(), await communeKey()];
  const server = new Server({ commune: commune.pair });
  const copies = new CopyServer(recovery).install(server);
  let device = 0, phone, snapshot = new Map(), later = new Set(), households = 0;
  const before = new Set();
  const next = async () => { freshLocks(); phone = await copying(recovery, `d${++device}`, { clock, key: commune.entry }); };
  const edit = async draft => { await draft.save({ answers: { a: `${seed}-${clock.now()}` }, addFiles: chance() < 0.3 ? [photo(`f${Math.floor(chance() * 3)}`, 500)] : [] }); await draft.close(); };
  const drafts = async () => (await phone.drafts.list()).filter(({ state }) => state === 'draft');
  const held = async on => {
    const found = new Map();
    for (const { id, state } of await on.drafts.list()) {
      if (state !== 'draft') continue;
      const draft = await on.drafts.open(id);
      const files = await Promise.all(draft.doc.files.map(async ({ ref, sha256 }) => `${ref} ${sha256} ${(await draft.file(ref, sha256))?.byteLength}`));
      found.set(id, JSON.stringify([draft.doc.answers, files]));
      await draft.close();
    }
    for (const { id } of await on.store.all('outbox')) found.set(id, JSON.stringify((await on.outbox.item(id)).answers));
    return found;
  };
  const steps = {
    begin: async () => edit(await phone.drafts.start({ household: `h${++households}`, round: 'r', form: 'f', version: '1', label: {} })),
    edit: async () => { const one = any(await drafts()); if (one) await edit(await phone.drafts.open(one.id)); },
    finish: async () => { const one = any(await drafts()); if (one) { const draft = await phone.drafts.open(one.id); await draft.finish(); await draft.close(); } },
    send: async () => { server.faults = [any([null, ...FAULTS])]; await phone.sender.send({ asked: true }); server.faults = []; },
    copy: async () => {
      server.faults = Array.from({ length: 6 }, () => chance() < 0.15 ? any(FAULTS) : null);
      const before = await held(phone);
      const { cause } = await phone.copies.round({ asked: true });
      if (cause === null) [snapshot, later] = [before, new Set()];
      // Cut off, it may have brought some of what is newer.
      else for (const [id, content] of before) later.add(`${id} ${answers(content)}`);
      server.faults = [];
    },
    lose: async () => {
      const lost = phone, wanted = snapshot;
      for (const id of server.items.keys()) before.add(id);
      await next();
      for (let tries = 0; ; tries++) {
        server.faults = tries < 4 ? Array.from({ length: 8 }, () => chance() < 0.3 ? any(FAULTS) : null) : [];
        try {
          await phone.restore.take(lost.device);
          break;
        } catch (error) {
          if (error.code === 'not_found') break;
          assert.ok(['network', 'captive', 'server'].includes(error.code), error);
        }
      }
      server.faults = [];
      const here = await held(phone);
      for (const [id, content] of wanted) {
        if (here.has(id)) assert.ok(here.get(id) === content || later.has(`${id} ${answers(here.get(id))}`), `${id} is another one: ${content} ${here.get(id)}`);
        else assert.ok(server.items.has(id), `${id} is lost`);
      }
      [snapshot, later] = [new Map(), new Set()];
      await lost.close();
    },
  };
  await next();
  try {
    for (let step = 0; step < STEPS; step++) {
      const name = any(['begin', 'edit', 'edit', 'finish', 'send', 'copy', 'copy', 'lose']);
      said.push(name);
      clock.pass(1 + Math.floor(chance() * 90_000));
      // A phone without a copy has nothing to give: it is lost only after it was copied once.
      if (name === 'lose' && !copies.vaults.has(phone.device)) continue;
      await steps[name]();
    }
    // All that was finished on the last phone arrives once, as it was; or the lost phone had sent that survey in another
    // state before, and then this one stays here, whole, as a conflict that a person settles.
    server.faults = [];
    const finished = new Map(await Promise.all((await phone.store.all('outbox')).map(async ({ id }) => [id, await phone.outbox.item(id)])));
    await phone.sender.send({ asked: true });
    for (const [id, payload] of finished) {
      const opened = await openEnvelope(commune.pair, server.items.get(id).sealed, id);
      const here = await phone.store.get('outbox', id);
      if (here?.state === 'conflict' && before.has(id)) assert.deepEqual(await phone.outbox.item(id), payload);
      else assert.deepEqual(JSON.parse(Buffer.from(opened)).answers, payload.answers);
    }
  } finally {
    await phone.close();
  }
}

test('it loses nothing that was copied, in random histories of lost phones', async () => {
  const first = Number(process.env.GNBV_SEED ?? Date.now() % 1_000_000);
  for (let seed = first; seed < first + (process.env.GNBV_SEED ? 1 : HISTORIES); seed++) {
    const said = [];
    await live(seed, said).catch(error => { throw new Error(`GNBV_SEED=${seed}: ${said.join(' ')}\n${error.message}`, { cause: error }); });
  }
});
