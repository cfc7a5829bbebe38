// node evening.mjs <stage.json>: one person's surveys with their photos, finished on the phone and sent over a bad line
// until nothing is left. Prints as JSON what is owed, what is left and how long it took.
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { wait } from '../../../../gnbv/static/js/offline/backoff.js';
import { sha256 } from '../../../../gnbv/static/js/offline/bytes.js';
import { RealServer } from './real.mjs';
import { real } from './surroundings.mjs';
import { World } from './world.mjs';

// `office`: the server without the bad line; `photos`: how many of `bytes` each; `corrected`: every how many-th is corrected
// before it leaves; `together`: all are finished before the first is sent; `pace`: how much of the phone's own waiting is waited.
const { url, office, folder, season, seed, photos, bytes, corrected, together, pace } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const server = new RealServer({ url: office, folder });
const world = new World({ seed, season, server, phones: 1, now: real.now });
const [[user, { households }]] = Object.entries(season.people);
const page = await world.tab({ phone: 0, user, tab: 0 });
const { drafts, outbox, sync, store } = page.phone;
server.url = url;
let rounds = 0, failures = 0;

async function send(more) {
  const { cause, moved } = await sync.now({ asked: pace === 0 });
  rounds++;
  failures = cause && cause !== 'waiting' ? moved ? 1 : failures + 1 : 0;
  if (more && cause) await new Promise(resolve => real.setTimeout(resolve, pace * Math.max(wait(failures || 1), 1_000)));
}

async function finish(draft, number) {
  const files = await Promise.all(Array.from({ length: photos }, async (_, at) => ({ ref: `photo${at}`, type: 'image/jpeg', bytes: randomBytes(bytes).buffer })));
  const gone = draft.doc.files.filter(({ ref }) => files.some(file => file.ref === ref));
  await draft.save({ meta: { ...draft.doc.meta, notes: { q: `phiếu ${number}` } }, addFiles: files, removeFiles: gone });
  const id = await draft.finish();
  await world.owe(user, await store.get('outbox', id), await outbox.item(id));
  await draft.close();
  return id;
}

async function main() {
  const { round, form, version, answers } = season;
  for (const [number, household] of households.entries()) {
    const id = await finish(await drafts.start({ household, round, form, version, answers, label: { head: 'Hộ' } }), number);
    if (corrected && number % corrected === 0) await finish(await drafts.correctItem(id), number);
    if (!together) await send(false);
  }
  const began = real.now();
  for (;;) {
    const { unsent, files, refused, conflict } = await outbox.counts();
    if (unsent === refused + conflict && !files || rounds > 50 * households.length) {
      return { rounds, unsent, files, seconds: (real.now() - began) / 1000, outcomes: server.outcomes, owed: [...world.finished.values()] };
    }
    await send(true);
  }
}

const said = await page.run(main);
// A pipe takes 64 KB at once: leaving before it is empty would cut a season short.
process.stdout.write(JSON.stringify(said), () => process.exit(0));
