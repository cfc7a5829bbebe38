import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { stateOf } from '../../../gnbv/static/js/offline/meetings.js';
import { factsOf, minutes } from '../../../gnbv/static/js/offline/minutes.js';

const VECTORS = JSON.parse(readFileSync(new URL('../../parity/vectors/minutes.json', import.meta.url), 'utf8'));

for (const { name, meeting, told, facts, blocks } of VECTORS) {
  test(`the minutes on the phone are those of the commune, word by word: ${name}`, () => {
    assert.deepEqual(minutes(facts), blocks);
    const own = factsOf(meeting, stateOf(told), told);
    // What the office says beside it is not needed here.
    for (const item of own.items) delete item.household;
    assert.deepEqual({ ...own, items: own.items.map(({ place, why, ...item }) => item) }, facts);
    assert.deepEqual(minutes(own), blocks);
  });
}
