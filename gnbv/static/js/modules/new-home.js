// A home that is made at the door: split off from one of the list, or standing on no register. One page; what is ticked
// and typed is stored at once (new-home-keep.js), and the button makes item, sheet and both rosters in one commit.
import { makeHome } from '../offline/homes.js';
import { readDate, setDate } from './date-fields.js';
import { timeOf } from './dates.js';
import { $, copy, fill } from './dom.js';
import { latePage } from './late-page.js';
import { Kept } from './new-home-keep.js';
import { People } from './new-home-people.js';
import { drawMade } from './new-home-made.js';
import { drawSame } from './new-home-same.js';
import { members, placeFor, wrongWith } from './new-home-read.js';
import { say, sayError } from './words.js';

export async function open(root, { household, round }, services) {
  await latePage();
  const { phone } = services;
  const place = await placeFor(services, household, round ?? phone.kit.rounds().map(({ id }) => id).sort().at(-1));
  const kept = await Kept.open(phone, household);
  new NewHome(root, services, place, kept).show();
  return { close: async () => { await kept.settled(); await place.leave?.(); } };
}

class NewHome {
  constructor(root, services, place, kept) {
    Object.assign(this, { root, services, place, kept });
  }

  show() {
    const { root, services: { phone, title }, place, kept } = this;
    const { old } = place;
    title(say(old ? 'home.title_split' : 'home.title_new'), '', old ? `/app/households/${old.id}/survey` : '/app');
    const main = copy('t-new-home');
    const bar = copy('t-new-home-bar');
    root.replaceChildren(main, bar);
    fill(main, { about: say(old ? 'home.about_split' : 'home.about_new', { head: old?.head }), newcomers_title: say(old ? 'home.newcomers_split' : 'home.newcomers') });
    $('[data-when=movers]', main).hidden = !old;
    fill(main, { step: old ? say('home.from', { head: old.head }) : '' });
    kept.say = (how, error) => this.#saved(how, error);
    this.people = new People(main, kept, place);
    const villages = phone.kit.units().filter(({ kind }) => kind === 'village');
    const chooser = $('[name=village]', main);
    chooser.append(...villages.map(({ id, name }) => new Option(name, id)));
    $('[data-when=village]', main).hidden = villages.length < 2;
    const { village, where, evidence, on } = { ...place.told, ...kept.state };
    chooser.value = village ?? (villages.length === 1 ? villages[0].id : '');
    $('[name=where]', main).value = where ?? '';
    $('[name=evidence]', main).value = evidence ?? '';
    if (on) setDate(main, 'on', on);
    main.addEventListener('input', event => this.#keep(event));
    main.addEventListener('change', event => { this.#keep(event); this.#same(); });
    $('[data-act=make]', bar).onclick = () => this.#make();
    this.#same();
  }

  #same() { drawSame($('[data-f=same]', this.root), this.services.phone, this.people.chosen(), this.place.old); }

  #saved(how, error) {
    const place = $('.saved', this.root);
    if (!place) return;
    place.dataset.s = how;
    if (how !== 'wait') fill(this.root, { saved: error ? sayError(error) : say('home.saved', { time: timeOf(this.services.phone.clock.now()) }) });
  }

  // What stands outside of the people's own parts; those keep themselves.
  #keep({ target }) {
    const { name } = target;
    fill(this.root, { error: '' });
    if (name === 'village' || name === 'where' || name === 'evidence') this.kept.put({ [name]: target.value });
    if (target.dataset.part && target.closest('[data-date=on]')) {
      const on = readDate(this.root, 'on');
      if (on) this.kept.put({ on });
    }
  }

  #told() {
    const value = name => $(`[name=${name}]`, this.root).value.trim().normalize('NFC');
    return { people: this.people.chosen(), head: this.kept.state.head, relations: this.kept.state.relations ?? {},
      village: value('village'), where: value('where'), evidence: value('evidence'), on: readDate(this.root, 'on') };
  }

  async #make() {
    const { phone, toast } = this.services;
    const told = this.#told();
    const wrong = wrongWith(told, this.place, phone.today());
    fill(this.root, { error: wrong ? say(`home.wrong_${wrong.why}`, wrong) : '' });
    if (wrong) return this.#lead($(wrong.at, this.root));
    const button = $('[data-act=make]', this.root);
    button.disabled = true;
    try {
      const made = await this.#write(told);
      await this.kept.forget();
      await this.place.done?.();
      drawMade(this.root, made, this.place, this.services);
    } catch (error) {
      button.disabled = false;
      toast(sayError(error));
    }
  }

  // Said below what it is about.
  #lead(at) {
    at.append($('.error', this.root));
    at.scrollIntoView({ block: 'center' });
    $('input, select, textarea, button', at)?.focus({ preventScroll: true });
  }

  // Names and numbers as the rows have them; a row that moves takes all its answers along.
  #write({ village, where, evidence, on, ...told }) {
    const { phone } = this.services;
    const { old, roster, sheet, round } = this.place;
    const all = members(told, () => phone.newId());
    const home = { id: phone.newId(), village, place: where, members: all.map(({ row, ...member }) => member) };
    const answers = this.place.fresh(home, all);
    const ids = all.flatMap(({ row }) => row?._id ?? []);
    return makeHome(phone, { why: old ? 'split' : 'unregistered', from: old?.id ?? null, round: round.id, home, on, evidence, sheet, answers,
      old: old && { draft: this.place.draft, ...roster.moveOut(this.place.answers({ on, evidence }), ids, on) } });
  }
}
