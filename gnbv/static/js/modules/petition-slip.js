// The paper that the family keeps, on the screen to be photographed: number, day, who took it in, and nothing more.
import { PetitionDrafts } from '../offline/petition-drafts.js';
import { answerBy, codeOf } from '../offline/petitions.js';
import { day } from './dates.js';
import { $, copy, fill, tag } from './dom.js';
import { why } from './outbox-row.js';
import { readPetitions, standingOf } from './petition.js';
import { say } from './words.js';

export async function open(root, { petition }, { phone, title, go }) {
  const page = new Slip(root, phone, petition, { title, go });
  root.append(copy('t-petition-slip'));
  await page.draw();
  return { refresh: event => event === 'kit' || event === 'outbox' || event === 'sync' ? page.draw() : null };
}

class Slip {
  constructor(root, phone, id, { title, go }) {
    Object.assign(this, { root, phone, id, title, go });
  }

  async draw() {
    const { root, phone } = this;
    const one = (await readPetitions(phone)).find(({ id }) => id === this.id);
    if (!one) throw Object.assign(new Error('gone'), { code: 'gone' });
    const { applicant, kind, paper, received_on: on, state, answered_on } = one;
    const { by, inferred } = one.answer_by ? { by: one.answer_by, inferred: one.inferred } : answerBy(phone.kit.settings()[`answer_${kind}`], on) ?? {};
    this.title(say('petition.slip'), '', '/app/petitions');
    this.#ask(state === 'received' && !paper);
    const full = iso => day(iso, '');
    fill(root, {
      commune: phone.kit.units().find(({ kind: unit }) => ['commune', 'ward', 'special_zone'].includes(unit))?.name ?? '',
      number: paper ?? '', later: paper ? '' : say('petition.later'), applicant, kind: say(`petition.kind.${kind}`), on: full(on),
      by: by ? say(inferred ? 'petition.by_inferred' : 'petition.by_day', { day: full(by) }) : say('petition.by_later'),
      taker: phone.user?.name, code: codeOf(this.id), outcome: say(`petition.told.${state}`, { day: answered_on && full(answered_on) }, ''),
    });
    $('[data-when=number]', root).hidden = !paper;
    $('[data-when=code]', root).hidden = Boolean(paper);
    $('[data-f=state]', root).replaceChildren(tag(standingOf(one)));
    const refused = state === 'refused' || state === 'conflict';
    $('[data-when=refused]', root).hidden = !refused;
    if (refused) fill(root, { why: why({ cause: one.cause }, state) });
    $('[data-act=again]', root).onclick = () => this.again(one);
  }

  // The commune has it: the number is asked for at once, while the family stands there.
  #ask(isWaiting) {
    if (!isWaiting || this.asked) return;
    this.asked = true;
    this.phone.sync.now().catch(error => { if (!error.code) throw error; });
  }

  // What the commune refused is written anew, from what was said: nothing is typed twice.
  async again({ item, household, head, plate: number }) {
    const id = this.phone.newId();
    const { paper_a: paper, ...given } = await this.phone.outbox.item(item);
    await new PetitionDrafts(this.phone).keep(id, { ...given, id, household, head, number, screening: paper?.screening, screening_note: paper?.note, replaces: item });
    this.go(`/app/petitions/new/${id}`);
  }
}
