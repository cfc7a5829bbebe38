import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCard } from '../../../gnbv/static/js/modules/roster-card.js';

test('a card gives number, name, birth and sex', () => {
  assert.deepEqual(parseCard('000000000004|000000000|Lò Thị Mẫu|14032004|Nữ|Thôn 3|01012021'),
    { citizen_id: '000000000004', full_name: 'Lò Thị Mẫu', birth_known: 'date', birth_date: '2004-03-14', sex: 'female' });
  assert.equal(parseCard('000000000004||Lò Văn Mẫu|01021990|Nam||').sex, 'male');
});

test('another code is no card', () => {
  assert.equal(parseCard('https://example.org'), null);
  assert.equal(parseCard('123|x|Lò|1990|Nam'), null);
  assert.equal(parseCard(''), null);
});
