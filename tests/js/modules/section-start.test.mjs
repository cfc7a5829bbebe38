import assert from 'node:assert/strict';
import test from 'node:test';

// Words and dialogs belong to the page; what is tried here touches neither.
globalThis.document = { querySelectorAll: () => [] };
globalThis.location = { search: '' };
const { openDraft, prefill } = await import('../../../gnbv/static/js/modules/section-start.js');

const round = { id: 'r', standards: ['a'], form: { form: 'f', version: '1' } };
const home = members => ({ id: 'h', number: 7, head: 'Lò Văn A', village: 'v', members });
const whole = { person: 'p', name: 'Lò Văn A', sex: 'male', birth: '1960', relation: 'head' };

function phoneWith(purpose, members) {
  const started = [];
  const kit = {
    household: async () => home(members), surveyOf: async () => null, surveys: () => [], rounds: () => [round], units: () => [], settings: () => ({}),
    assignments: () => purpose ? [{ id: 'a', household: 'h', round: 'r', purpose }] : [],
  };
  const drafts = { list: async () => [], start: async doc => { started.push(doc); throw new Error('begun'); } };
  const outbox = { list: async () => [], sent: async () => [] };
  return { started, phone: { kit, drafts, outbox, sync: { state: () => ({}) }, newId: () => 'i1' } };
}

for (const [given, purpose] of [['back_check', 'back_check'], ['main', 'main'], [null, 'main']]) {
  test(`it starts a draft of purpose ${purpose} for an assignment ${given ?? 'of nobody'}`, async () => {
    const { started, phone } = phoneWith(given, [whole]);
    await assert.rejects(openDraft(phone, 'h', 'r'), /begun/);
    assert.deepEqual([started[0].purpose, started[0].assignment], [purpose, given && 'a']);
  });
}

test('it fills in the name alone where nothing else was told', () => {
  const { phone } = phoneWith('back_check');
  const [member] = prefill(phone, home([{ person: 'p', name: 'Lò Văn A' }]), round).people.member;
  assert.deepEqual(member, { _id: 'i1', person_id: 'p', full_name: 'Lò Văn A' });
});

test('it says that a birth is unknown when the register has none', () => {
  const { phone } = phoneWith('main');
  const [member] = prefill(phone, home([{ ...whole, birth: '' }]), round).people.member;
  assert.equal(member.birth_known, 'unknown');
});
