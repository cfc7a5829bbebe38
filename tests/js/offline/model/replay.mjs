// node replay.mjs <stage.json>: lives the histories of one seed on the served app, each with people of its own, and prints
// as JSON what is owed and what is still on the phones. tests/replay compares it with the database. GNBV_HISTORY=<file>
// names one history to live instead.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { histories, live } from './history.mjs';
import { shelf } from './promise.mjs';
import { RealServer } from './real.mjs';

const { url, folder, seed, seasons } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { GNBV_HISTORY } = process.env;
const chosen = GNBV_HISTORY ? [JSON.parse(readFileSync(GNBV_HISTORY, 'utf8'))] : fc.sample(histories({ maxLength: 16 }), { seed, numRuns: seasons.length });
const said = [];
for (const [at, season] of seasons.entries()) {
  const server = new RealServer({ url, folder });
  try {
    const world = await live(chosen[at], { server, season });
    const shelves = await Promise.all(Object.keys(season.people).flatMap(user => world.browsers.map(browser => shelf(world, browser, user))));
    const kept = shelves.flatMap(found => found ? [...found.items.keys()] : []);
    said.push({ outcomes: server.outcomes, kept, owed: [...world.finished.values()].map(owed => ({ ...owed, replacedBy: world.replacedBy(owed.id) })) });
  } catch (error) {
    console.log(`The promise is broken on the real server in history ${at} of seed ${seed}:\n${JSON.stringify(chosen[at])}`);
    console.log(error);
    process.exit(1);
  }
}
// A pipe takes 64 KB at once.
process.stdout.write(JSON.stringify(said), () => process.exit(0));
