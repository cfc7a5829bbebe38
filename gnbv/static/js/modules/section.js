// A section of a survey: its questions, how far the sheet is, and the way on. Nothing here has to be saved.
import { $, $$, copy, fill, onPlate } from './dom.js';
import { timeOf } from './dates.js';
import { Binder } from './binder.js';
import { remind } from './camera.js';
import { progress } from './section-progress.js';
import { showSections } from './section-list.js';
import { leave, reopen, take } from './section-open.js';
import { stale } from './section-session.js';
import { slowFacts } from './section-last.js';
import { notice } from './whereabouts.js';

export async function open(root, params, services) {
  const session = await take(params, services);
  const page = new Section(root, session, services);
  await page.show(params.section);
  return { close: () => page.close() };
}

class Section {
  #stop = new AbortController();

  constructor(root, session, services) {
    Object.assign(this, { root, session, services, base: `/app/households/${session.household.id}` });
    for (const name of ['changed', 'saving', 'saved', 'unsaved', 'refused']) {
      session.addEventListener(name, ({ detail }) => this[name](detail), { signal: this.#stop.signal });
    }
    reopen(session, services, this.#stop.signal);
    document.addEventListener('visibilitychange', () => session.pace.seen(!document.hidden), { signal: this.#stop.signal });
  }

  async show(wanted) {
    const { session, services } = this;
    const rows = progress(session);
    const found = rows.findIndex(({ key, number }) => key === wanted || String(number) === wanted);
    const shot = session.draft.doc.camera?.ref;
    const start = rows.findIndex(({ key, number }) => shot ? key === session.sectionOf(shot) : number === session.draft.doc.section);
    this.at = Math.max(0, found >= 0 ? found : start);
    this.rows = rows;
    const { number, head, place } = session.household;
    services.title(head, session.say('household', { number: onPlate(number), place: place ?? '' }), this.base);
    this.main = copy('t-section');
    this.bar = copy('t-section-bar');
    this.#frame(rows, rows[this.at]);
    await this.#bind(rows[this.at].key);
    this.root.replaceChildren(this.main, this.bar);
    if (session.savedAt ?? session.draft.doc.at) this.saved(session.savedAt ?? session.draft.doc.at);
    if (session.readonly) this.refused();
    else if (stale(session)) (await import('./migration-offer.js')).offer($('[data-migration]', this.main), session, services);
    if (location.hash) requestAnimationFrame(() => this.#goTo(decodeURIComponent(location.hash.slice(1))));
    requestAnimationFrame(() => remind(session, rows[this.at].key, this.main, ref => this.#goTo(ref)));
    session.pace.shown();
    notice(session);
    await this.#moved(rows);
  }

  #frame(rows, row) {
    const { session, main, bar, at } = this;
    const done = rows.filter(({ state }) => state === 'full').length;
    fill(main, { step: session.say('step', { n: row.number, of: rows.length, title: row.title }) });
    const steps = $('.steps', main);
    const words = session.say('steps', { done, n: row.number, left: rows.filter(one => one !== row && one.state !== 'full').length });
    steps.setAttribute('aria-label', words);
    steps.replaceChildren(...rows.map(({ state }, index) => {
      const bit = document.createElement('i');
      if (state === 'full') bit.className = 'done';
      if (index === at) bit.className = 'now';
      return bit;
    }));
    $('[data-list]', main).onclick = () => showSections(session, this.base, row.key, this.services);
    const [back, on] = $$('.btn', bar);
    back.hidden = !at;
    if (at) { back.href = `${this.base}/survey/${rows[at - 1].key}`; fill(back, { name: rows[at - 1].title, before: rows[at - 1].title.length > 10 ? session.say('before') : '' }); $('[data-f=name]', back).classList.toggle('vh', rows[at - 1].title.length > 10); }
    const next = rows[at + 1];
    fill(on, { name: next ? session.say('next', { title: next.title }) : session.say('finish') });
    on.onclick = event => { session.ask(row.key); if (!next) { event.preventDefault(); this.#finish(); } };
    on.href = next ? `${this.base}/survey/${next.key}` : '#';
    const slow = slowFacts(session, row.key);
    const offer = $('[data-slow]', main);
    offer.hidden = !slow.length || session.readonly;
    fill(offer, { slow: session.say('slow', { n: slow.length, year: session.year }) });
    $('button', offer).onclick = () => { for (const ref of slow) session.set(ref, session.last(ref).value); offer.hidden = true; this.binder.draw(); };
  }

  #again() {
    const { key } = this.rows[this.at];
    this.rows = progress(this.session);
    this.at = this.rows.findIndex(row => row.key === key);
    this.#frame(this.rows, this.rows[this.at]);
  }

  async #bind(key) {
    const { session } = this;
    const group = session.fragment(key).firstElementChild;
    if (session.language !== session.written) (await import('../controls/language.js')).speak(group, session);
    if (session.nodes.get('audit')?.kind === 'meta') (await import('../controls/audit.js')).watch(group, session, this.#stop.signal);
    this.binder = new Binder(group, session);
    if ($('[data-repeat]', group)) await (await import('./roster.js')).attach(group, this.binder, session);
    this.binder.adopt(group);
    const place = $('[data-result]', group);
    if (place) (await import('./result.js')).draw(place, session);
    if (!this.rows[this.at + 1]) (await import('./finish.js')).drawLater($('[data-later]', this.main), session);
    $('[data-questions]', this.main).replaceWith(group);
    this.#summary(this.rows[this.at]);
    await this.#split();
  }

  // A sheet that says the household was split leads to the second one.
  async #split() {
    const { session } = this;
    if (session.nodes.has('household_change') && session.instance.value('household_change') === 'split') await (await import('./new-home-offer.js')).offer(this.main, session, this.services, this.#stop.signal);
    else $('[data-home]', this.main)?.remove();
  }

  // Where a section that was left before still has something wrong, it says so on top, once.
  #summary({ wrong }) {
    const note = $('[data-wrong]', this.main);
    note.hidden = !wrong.length;
    if (wrong.length) fill(note, { wrong: this.session.say('wrong', { n: wrong.length }), link: this.session.label(wrong[0]) });
    $('a', note).onclick = event => { event.preventDefault(); this.#goTo(wrong[0]); };
  }

  // To one question; one of a member's own sheet opens that sheet first.
  #goTo(ref) {
    const find = () => $(`[data-ref="${CSS.escape(ref)}"]`, this.main);
    if (!find()) this.binder.parts.find(part => part.openMember && part.has(ref))?.openMember(ref.split('@')[1]);
    const q = find();
    q?.scrollIntoView({ block: 'center' });
    $('input, button, textarea', q ?? this.main)?.focus({ preventScroll: true });
  }

  async #finish() {
    const { finish } = await import('./finish.js');
    await finish(this.root, this.session, this.services);
  }

  // The board learns how far a draft is, without an answer.
  async #moved(rows) {
    const { session } = this;
    const { section, sections } = { section: rows[this.at].number, sections: rows.length };
    if (session.readonly || (session.draft.doc.section === section && session.draft.doc.sections === sections)) return;
    await session.save({ section, sections });
    const at = new Date(session.phone.clock.now()).toISOString();
    await session.phone.outbox.add('progress', session.household.id, { round: session.round.id, section, sections, at }, session.draft.doc.label);
  }

  changed(refs) {
    this.binder.changed(refs);
    if (refs.has('household_change')) this.#split();
    // An answer may open or close whole sections: the way on changes with it.
    if ([...refs].some(ref => this.session.form.order.includes(ref))) this.#again();
    const note = $('[data-wrong]', this.main);
    if (!note.hidden) this.#summary(progress(this.session).find(({ key }) => key === this.rows[this.at].key) ?? { wrong: [] });
  }

  saving() { $('.saved', this.main).dataset.s = 'wait'; }
  saved(at) { $('.saved', this.main).dataset.s = 'ok'; fill(this.main, { saved: this.session.say('saved', { time: timeOf(at) }) }); }
  unsaved(error) { $('.saved', this.main).dataset.s = 'fix'; fill(this.main, { saved: this.session.say(`unsaved.${error.code}`) || this.session.say('unsaved') }); }
  refused() { $('[data-readonly]', this.main).hidden = false; this.binder.draw(); }

  async close() {
    this.#stop.abort();
    await leave(this.session.phone);
  }
}
