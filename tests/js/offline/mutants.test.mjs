// GNBV_SOAK=1 hunts all mutants, otherwise a few.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hunt, MUTANTS } from './model/mutants.mjs';

const soak = process.env.GNBV_SOAK === '1';

for (const mutant of soak ? MUTANTS : MUTANTS.filter(({ quick }) => quick)) {
  test(`the histories find it when ${mutant.name}`, async () => {
    const { found, why } = await hunt(mutant, { runs: soak ? 2_000 : 400, seed: mutant.seed });
    assert.ok(found, `${mutant.name}: nothing was noticed`);
    assert.match(why, /The promise is broken/, why.slice(0, 2_000));
  });
}
