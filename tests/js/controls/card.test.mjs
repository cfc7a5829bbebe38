import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersOf, parseCard } from '../../../gnbv/static/js/controls/card.js';

const CARD = '000000000004|000000000|Lò Thị Mẫu|14032004|Nữ|Thôn 3, Xã Mẫu|01012021';

test('a card gives number, old number, name, birth, sex, address and day of issue', () => {
  assert.deepEqual(parseCard(CARD).card, { number: '000000000004', old: '000000000', name: 'Lò Thị Mẫu', birth: '2004-03-14', sex: 'female', address: 'Thôn 3, Xã Mẫu', issued: '2021-01-01' });
});

test('a card without an old number, an address and a day of issue is a card, too', () => {
  assert.equal(parseCard('000000000004||Lò Văn Mẫu|01021990|Nam').card.sex, 'male');
  assert.equal(parseCard('000000000004||Lò Văn Mẫu|01021990|Nam||').card.issued, '');
});

test('names are kept in their composed form', () => {
  assert.equal(parseCard(CARD.normalize('NFD')).card.name, 'Lò Thị Mẫu');
});

test('another code is no card', () => {
  for (const text of ['https://example.org', '', '8938505974', 'a|b|c']) assert.deepEqual(parseCard(text), { fault: 'other' });
});

test('a card of which a part is wrong is damaged', () => {
  for (const [from, to] of [['000000000004', '00000000004'], ['14032004', '31022004'], ['14032004', '2004'], ['Nữ', 'X'], ['01012021', '99992021'], ['Lò Thị Mẫu', ' ']]) {
    assert.deepEqual(parseCard(CARD.replace(from, to)), { fault: 'damaged' }, to);
  }
});

test('only what the sheet asks is filled', () => {
  const { card } = parseCard(CARD);
  const asked = ['citizen_id', 'full_name', 'birth_known', 'birth_date', 'sex'];
  assert.deepEqual(answersOf(card, key => asked.includes(key)),
    { citizen_id: '000000000004', full_name: 'Lò Thị Mẫu', birth_known: 'date', birth_date: '2004-03-14', sex: 'female' });
  assert.deepEqual(answersOf(card, key => key === 'full_name'), { full_name: 'Lò Thị Mẫu' });
});
