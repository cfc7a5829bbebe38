import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWeak } from '../../../gnbv/static/js/offline/pins.js';

test('it refuses the PINs that everybody tries first', () => {
  for (const pin of ['000000', '999999', '123456', '012345', '567890', '654321', '098765', '121212', '123123', '111222', '112233', '198585', '851985', '200505', '196161']) {
    assert.equal(isWeak(pin), true, pin);
  }
});

test('it takes all others, which are nearly all', () => {
  for (const pin of ['246810', '135790', '739164', '198512', '121985', '123465']) assert.equal(isWeak(pin), false, pin);
  let weak = 0;
  for (let pin = 0; pin < 1_000_000; pin++) weak += isWeak(String(pin).padStart(6, '0'));
  assert.ok(weak < 4_000, `${weak} refused`);
});
