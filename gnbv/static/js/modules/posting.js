// A list that is put up for everybody to read: where it hangs and until when, what was done, what can be done now.
import { open as openActs, placesOf } from '../offline/postings.js';
import { day, moment } from './dates.js';
import { $, $$, copy, fill, tag } from './dom.js';
import { why } from './outbox-row.js';
import { lookOf, nameOf, readPosting } from './village-read.js';
import { say } from './words.js';

export async function open(root, { id }, services) {
  const page = new PostingPage(root, id, services);
  await page.draw();
  return { refresh: event => event === 'kit' || event === 'outbox' || event === 'sync' ? page.draw() : null };
}

// Not yet, for everybody to read, over.
const HANGING = { not: ['todo', 'circle'], up: ['received', 'eye'], down: ['ok', 'circle-check'] };
const hanging = (state, text) => ({ look: HANGING[state][0], icon: HANGING[state][1], text });

class PostingPage {
  constructor(root, id, { phone, title }) {
    Object.assign(this, { root, id, phone, title });
  }

  async draw() {
    const { root, phone, id } = this;
    const { posting, acts } = await readPosting(phone, id);
    this.title(say('post.title', { n: posting.number }), nameOf(phone, posting.village), '/app/village');
    if (!$('main', root)) root.append(copy('t-posting'));
    const [today, full] = [phone.today(), iso => day(iso, '')];
    const can = openActs(posting, acts, today);
    fill(root, { until: posting.until ? say(posting.until < today ? 'post.until_past' : 'post.until', { day: full(posting.until), down: full(posting.may_down) }) : say('post.until_later', { n: posting.days }),
      homes: say('vill.homes', { n: posting.rows.length }) });
    $('[data-f=state]', root).replaceChildren(tag(hanging({ prepared: 'not' }[posting.state] ?? posting.state, say(`post.state.${posting.state}`))));
    this.#ask(acts.some(({ state, isHere }) => state === 'received' && !isHere));
    $('[data-when=illustrative]', root).hidden = !posting.illustrative;
    $('[data-f=places]', root).replaceChildren(...placesOf(posting, acts).map(place => this.#place(place)));
    const said = acts.filter(({ act }) => act === 'broadcast');
    $('[data-f=broadcasts]', root).replaceChildren(...posting.broadcasts.map(({ at, by }) => this.#line(say('post.read_at', { time: moment(at, say), by }), null)),
      ...said.filter(({ state }) => state !== 'received').map(one => this.#line(say('post.read_at', { time: moment(one.at, say), by: phone.user?.name ?? '' }), one)));
    $('[data-when=silent]', root).hidden = posting.broadcasts.length + said.length > 0;
    $('[data-f=troubles]', root).replaceChildren(...acts.filter(({ state }) => state === 'refused').map(one => fill(copy('t-posting-trouble'), { what: say(`post.act.${one.act}`), why: why(one, one.state) })));
    for (const link of $$('[data-act]', root)) {
      link.hidden = can[link.dataset.act] === false;
      link.href = link.dataset.act === 'complaint' ? `/app/complaints/${id}/write` : `/app/postings/${id}/${link.dataset.act}`;
    }
    $('[data-when=early]', root).hidden = can.complaint;
    fill(root, { quiet: posting.quiet ? say('post.quiet_done') : acts.some(({ act, isHere }) => act === 'quiet' && isHere) ? say('post.quiet_waits') : '' });
    $('[data-f=rows]', root).replaceChildren(...posting.rows.map(row => fill(copy('t-posting-row'), { number: String(row.number), name: row.name,
      result: posting.standards.map(({ key, name }) => posting.standards.length > 1 ? `${name}: ${row.results[key] ?? '–'}` : row.results[key] ?? '–').join(' · ') })));
  }

  // The commune has an act: how the list stands there is asked for at once.
  #ask(isWaiting) {
    if (!isWaiting || this.asked) return;
    this.asked = true;
    this.phone.sync.now().catch(error => { if (!error.code) throw error; });
  }

  #place({ name, up_at: up, down_at: down, isUp, isDown, waits }) {
    const node = fill(copy('t-posting-place'), { place: name, up: up ? say('post.up_at', { time: moment(up, say) }) : '', down: down ? say('post.down_at', { time: moment(down, say) }) : '' });
    const state = isDown ? 'down' : isUp ? 'up' : 'not';
    $('[data-f=place_state]', node).append(tag(hanging(state, say(`post.place.${state}`))));
    if (['local', 'sending', 'held'].includes(waits)) $('[data-f=place_state]', node).append(' ', tag(lookOf(waits)));
    return node;
  }

  #line(text, act) {
    const node = fill(copy('t-posting-line'), { text });
    if (act) $('[data-f=line_state]', node).append(tag(lookOf(act.state)));
    return node;
  }
}
