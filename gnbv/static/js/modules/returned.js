// A returned survey: each comment beside its answer, answered by correcting or by keeping with a reason.
import { $, copy, fill, onPlate } from './dom.js';
import { day, dayOf, timeOf } from './dates.js';
import { Instance } from '../rules/form.js';
import { Binder } from './binder.js';
import { leave, letGo, reopen, take } from './section-open.js';

export async function open(root, params, services) {
  const session = await take(params, services);
  const page = new Returned(root, session, services);
  return { close: () => page.close() };
}

const refOf = ({ key, instance }) => instance ? `${key}@${instance}` : key;

class Returned {
  #stop = new AbortController();

  constructor(root, session, services) {
    const { survey, household } = session;
    const comments = (survey?.comments ?? []).filter(comment => !comment.reply);
    const main = copy('t-returned');
    Object.assign(this, { root, session, services, comments, main, bar: copy('t-returned-bar'), cards: new Map() });
    this.base = `/app/households/${household.id}`;
    services.title(household.head, session.say('household', { number: onPlate(household.number), place: household.place ?? '' }), this.base);
    const { decided } = survey ?? {};
    fill(main, { title: session.say('returned.title', { n: comments.length }),
      note: !decided?.note ? '' : session.say('returned.note', { note: decided.note, by: decided.by ?? '', at: `${day(dayOf(decided.at), session.phone.today())} ${timeOf(decided.at)}` }) });
    $('[data-whole]', main).href = `${this.base}/survey`;
    $('[data-readonly]', main).hidden = !session.readonly;
    this.sent = new Instance(session.form.compiled, structuredClone(survey?.revision?.answers ?? {}), { today: session.meta.today, newId: () => session.phone.newId(), language: session.language });
    this.binder = new Binder($('[data-cards]', main), session);
    for (const comment of comments) this.#card(comment);
    main.addEventListener('input', event => this.#replied(event));
    main.addEventListener('change', event => this.#replied(event));
    session.addEventListener('changed', ({ detail }) => this.#changed(detail), { signal: this.#stop.signal });
    session.addEventListener('saved', ({ detail }) => fill(main, { saved: session.say('saved', { time: timeOf(detail) }) }), { signal: this.#stop.signal });
    reopen(session, services, this.#stop.signal);
    // The comments come with the kit, which may still be on its way.
    if (!comments.length) services.phone.on('kit', () => letGo(session).then(() => services.go(location.pathname, { replace: true })), { signal: this.#stop.signal });
    $('button', this.bar).onclick = () => this.#next();
    this.#count();
    root.replaceChildren(main, this.bar);
  }

  // The control of one question, taken out of its section; of a member when the comment is about one.
  #control({ key, instance }) {
    const { session } = this;
    if (!session.nodes.has(key)) return null;
    const content = session.fragment(session.sectionOf(key));
    const places = [content, ...[...content.querySelectorAll('template')].map(one => one.content)];
    const found = places.map(place => place.querySelector(`[data-q="${CSS.escape(key)}"]`)).find(Boolean);
    return found && (!instance || session.instance.instances(session.form.compiled.nodes[session.node(key).repeat]?.key).includes(instance)) ? found : null;
  }

  #card(comment) {
    const { session, binder } = this;
    const ref = refOf(comment);
    const control = this.#control(comment);
    const inList = control?.classList.contains('who');
    const card = control && !inList ? control : copy('t-returned-card');
    if (card.matches('.q') && (inList || !control)) fill(card, { question: session.nodes.has(comment.key) ? session.label(ref) : '' });
    if (inList) card.append(control);
    $('[data-cards]', this.main).append(card);
    const before = session.nodes.has(comment.key) ? session.show(ref, this.sent.value(ref)) : '';
    const reply = fill(copy('t-reply'), { sent: session.say('returned.sent', { text: before || session.say('returned.empty') }) });
    for (const radio of reply.querySelectorAll('[data-reply]')) Object.assign(radio, { name: `reply-${comment.id}`, disabled: session.readonly });
    $('[data-reason]', reply).value = session.reply(comment)?.reason ?? '';
    reply.dataset.comment = comment.id;
    if (control) {
      if (inList) for (const name of control.querySelectorAll('[data-name]')) name.textContent = session.nameOf(comment.instance);
      if (inList && $('[data-tick]', control)) { $('[data-tick]', control).closest('label').remove(); for (const node of control.querySelectorAll('[data-own], [data-rest]')) node.hidden = false; }
      binder.adopt(card, comment.instance ?? '');
      // A question of the member's sheet does not name the member; here it stands alone.
      if (comment.instance && !inList) card.prepend(Object.assign(document.createElement('strong'), { textContent: session.nameOf(comment.instance) }));
    } else card.append(fill(copy('t-comment'), { author: comment.author, role: comment.role, text: comment.text }));
    card.append(reply);
    this.cards.set(comment.id, { comment, ref, card, reply });
    this.#draw(comment.id);
  }

  #draw(id) {
    const { comment, card, reply } = this.cards.get(id);
    const kind = this.session.reply(comment)?.kind;
    for (const radio of reply.querySelectorAll('[data-reply]')) radio.checked = radio.value === kind;
    $('[data-why]', reply).hidden = kind !== 'kept';
    $('[data-fix]', reply).hidden = kind !== 'fixed' || this.session.replied(comment);
    const done = this.session.replied(comment);
    $('[data-done]', reply).hidden = !done;
    fill(reply, { done: this.session.say(`returned.${kind}`) });
    for (const node of card.querySelectorAll('.comment')) node.classList.toggle('done', done);
  }

  #keep(comment, reply) {
    this.session.replies = [...this.session.replies.filter(one => one.comment !== comment.id), { comment: comment.id, reason: '', ...reply }];
    this.#draw(comment.id);
    this.#count();
    return this.session.save();
  }

  #replied({ target, type }) {
    const found = this.cards.get(target.closest('[data-comment]')?.dataset.comment);
    if (!found) return;
    if (this.session.readonly) return this.session.refuse();
    if (target.matches('[data-reply]') && type === 'change') this.#keep(found.comment, { kind: target.value, reason: $('[data-reason]', found.reply).value.trim() });
    if (target.matches('[data-reason]')) this.#keep(found.comment, { kind: 'kept', reason: target.value.trim().normalize('NFC') });
  }

  // A changed answer is an answer to its comment.
  #changed(refs) {
    this.binder.changed(refs);
    for (const { comment, ref } of this.cards.values()) {
      if (refs.has(ref) && this.session.instance.value(ref) !== this.sent.value(ref)) this.#keep(comment, { kind: 'fixed' });
    }
  }

  #open() { return [...this.cards.values()].filter(({ comment }) => !this.session.replied(comment)); }

  #count() {
    const { session, comments } = this;
    const left = this.#open().length;
    fill(this.bar, { count: session.say('returned.count', { n: comments.length - left, of: comments.length }), act: session.say(left ? 'returned.next' : 'send.again') });
  }

  async #next() {
    const [first] = this.#open();
    if (first) {
      first.card.scrollIntoView({ block: 'start' });
      return $('[data-reply]', first.reply).focus({ preventScroll: true });
    }
    const { finish } = await import('./finish.js');
    await finish(this.root, this.session, this.services, { title: this.session.say('send.again') });
  }

  async close() {
    this.#stop.abort();
    await leave(this.session.phone);
  }
}
