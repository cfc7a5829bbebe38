// Which household asks, what is being written, and what became of the petitions this person took in.
import { PetitionDrafts } from '../offline/petition-drafts.js';
import { day } from './dates.js';
import { $, copy, fill, plate, tag } from './dom.js';
import { readPetitions, standingOf } from './petition.js';
import { say } from './words.js';

const MOST_FOUND = 10;

export async function open(root, _params, { phone, title }) {
  title(say('petition.title'), say('petition.place'), '/app');
  root.append(copy('t-petitions'));
  const page = new PetitionList(root, phone);
  await page.draw();
  $('[type=search]', root).addEventListener('input', () => page.search());
  return { refresh: event => event === 'kit' || event === 'outbox' ? page.draw() : null };
}

class PetitionList {
  constructor(root, phone) {
    Object.assign(this, { root, phone });
  }

  async draw() {
    const [petitions, drafts] = [await readPetitions(this.phone), await new PetitionDrafts(this.phone).list()];
    const rows = drafts.map(draft => this.#draft(draft));
    $('[data-when=drafts]', this.root).hidden = !rows.length;
    $('[data-f=drafts]', this.root).replaceChildren(...rows);
    $('[data-when=none]', this.root).hidden = petitions.length > 0;
    $('[data-f=petitions]', this.root).replaceChildren(...petitions.map(one => this.#row(one)));
  }

  #draft({ key, given: { head, number, applicant } }) {
    const node = fill(copy('t-petition-row'), { name: applicant || head || say('petition.unnamed'), kind: '', on: '', by: '' });
    plate(node, number);
    $('.plate', node).hidden = !number;
    $('a', node).href = `/app/petitions/new/${key}`;
    return node;
  }

  #row(one) {
    const { id, applicant, kind, plate: number, answer_by: by, state } = one;
    const today = this.phone.today();
    const node = fill(copy('t-petition-row'), { name: applicant, kind: say(`petition.kind.${kind}`),
      on: say('petition.taken_on', { day: day(one.received_on, today) }), by: by && state === 'received' ? say('petition.by', { day: day(by, today) }) : '' });
    plate(node, number, state !== 'refused');
    $('.plate', node).hidden = !number;
    $('a', node).href = `/app/petitions/${id}`;
    $('[data-f=state]', node).append(tag(standingOf(one)));
    return node;
  }

  search() {
    const asked = $('[type=search]', this.root).value.trim();
    const hits = asked ? this.phone.kit.search(asked, { limit: MOST_FOUND }) : [];
    const found = $('[data-f=found]', this.root);
    found.hidden = !hits.length;
    found.replaceChildren(...hits.map(({ id, head, number, place, match }) => {
      const node = fill(copy('t-petition-row'), { name: head, kind: place, on: match && say('work.match', { name: match }), by: '' });
      plate(node, number);
      $('a', node).href = `/app/petitions/new/${id}`;
      return node;
    }));
    fill(this.root, { hits: asked && say(hits.length < MOST_FOUND ? hits.length ? 'work.hits' : 'petition.no_hits' : 'work.hits_many', { n: hits.length }) });
  }
}
