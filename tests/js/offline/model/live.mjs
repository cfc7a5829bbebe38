// Lives random histories until one breaks the promise; that one is made short and printed. Without the test runner, whose
// hooks would watch every promise. GNBV_RUNS: how many; GNBV_SEED: where they begin; GNBV_HISTORY=<file>: that one alone.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { histories, live } from './history.mjs';

const { GNBV_RUNS = '150', GNBV_HISTORY, GNBV_SEED, GNBV_SHORTEN_MS = '30000' } = process.env;
const clock = performance.now.bind(performance);
let begun = null;
// A history in which somebody waits for ever ends the process by itself.
process.on('exit', code => { if (code === 13) console.log(`This history never ends:\n${JSON.stringify(begun)}`); });

async function search() {
  // Made short for a while, no longer: then the shortest one so far is told.
  let until = Infinity;
  const found = await fc.check(fc.asyncProperty(histories(), async history => {
    if (clock() > until) return;
    begun = history;
    await live(history).catch(error => { until = Math.min(until, clock() + Number(GNBV_SHORTEN_MS)); throw error; });
  }), { numRuns: Number(GNBV_RUNS), ...GNBV_SEED && { seed: Number(GNBV_SEED) } });
  if (!found.failed) return;
  console.log(`The promise is broken (seed ${found.seed}). Live it again with GNBV_HISTORY=<file holding the next line>:`);
  console.log(JSON.stringify(found.counterexample[0]));
  throw found.errorInstance;
}

try {
  await (GNBV_HISTORY ? live(JSON.parse(readFileSync(GNBV_HISTORY, 'utf8'))) : search());
} catch (error) {
  console.log(error);
  process.exit(1);
}
// Channels and timers of pages that were killed may hold the process.
process.exit(0);
