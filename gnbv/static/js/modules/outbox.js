// What is only on this phone: the state of every record, the cause when there is one, and the next step.
import { Bar } from './bar.js';
import { $, copy, fill } from './dom.js';
import { moment, timeOf } from './dates.js';
import { QUIET, shown as isShown } from '../offline/outbox-lists.js';
import { daysWaiting } from './outbox-age.js';
import { giveFile } from './outbox-handover.js';
import { drawRow } from './outbox-row.js';
import { drawSignAgain, signAgain } from './sign-again.js';
import { say, sayError } from './words.js';


export async function open(root, _params, { phone, title, toast, signInAgain }) {
  title(say('out.title'), say('out.place'));
  root.append(copy('t-outbox'));
  const page = new OutboxPage(root, phone, toast, signInAgain);
  $('[data-act=send]', root).onclick = () => phone.sync.now();
  $('[data-act=give]', root).onclick = () => giveFile(page).catch(error => toast(sayError(error)));
  await page.draw();
  return { refresh: (event, detail) => event === 'sync' ? page.net(detail) : page.draw() };
}

class OutboxPage {
  constructor(root, phone, toast, signInAgain) {
    Object.assign(this, { root, phone, toast, signInAgain, nextAt: 0 });
  }

  async draw() {
    const { outbox, sync, clock } = this.phone;
    const [items, sent, counts] = await Promise.all([outbox.list(), outbox.sent(), outbox.counts()]);
    const shown = items.filter(isShown);
    Object.assign(this, { sending: sync.state().sending, nextAt: sync.state().nextAt, signs: sync.state().signIn, based: new Set(items.flatMap(({ id, kind, subject }) => kind === 'household' ? [id, subject] : [id])) });
    const { waiting, conflict, files } = counts;
    const words = waiting ? say(counts.surveys ? 'out.total_surveys' : 'out.total', { n: waiting }) : '';
    this.rest = !waiting && !files;
    const days = daysWaiting(shown, clock.now());
    fill(this.root, { total: files ? say(waiting ? 'out.total_files' : 'out.files', { words, n: files }) : words || (conflict ? say('badge.conflict', { n: conflict }) : say('out.all')),
      old: days ? say('work.old', { n: days }) : '' });
    $('[data-when=old]', this.root).hidden = !days;
    const bad = shown.filter(({ state }) => state === 'refused' || state === 'conflict');
    const late = sent.filter(({ files }) => files);
    const row = item => drawRow(this, item);
    this.#rows('look', bad.map(row));
    this.#rows('wait', [...late.map(item => row({ ...item, state: 'local', uploading: true })), ...shown.filter(item => !bad.includes(item)).map(row)]);
    const here = sent.filter(({ kind }) => !QUIET.includes(kind)).reverse();
    this.#rows('sent', here.map(item => row({ ...item, state: item.settled ? 'settled' : item.outcome === 'held' ? 'held' : 'received' })));
    fill(this.root, { sent_n: String(here.length) });
    $('[data-when=none]', this.root).hidden = shown.length > 0 || late.length > 0;
    for (const place of this.root.querySelectorAll('[data-when=some]')) place.hidden = !waiting;
    $('[data-when=give]', this.root).hidden = !shown.length && !late.length;
    this.net(sync.state());
  }

  #rows(name, rows) {
    $(`[data-when=${name}]`, this.root).hidden = !rows.length;
    $(`ul[data-f=${name}]`, this.root).replaceChildren(...rows);
  }

  net(state) {
    const { running, progress, signIn, nextAt, okAt } = state;
    // The note below says it, with its button.
    const why = signIn ? '' : Bar.why(state);
    const words = running ? progress ? say('out.progress', progress) : say('out.running')
      : why ? nextAt > this.phone.clock.now() ? say('out.next', { why, time: timeOf(nextAt) }) : why
        : okAt ? say('out.last_ok', { time: moment(okAt, say) }) : '';
    fill(this.root, { net: words });
    $('[data-when=net]', this.root).hidden = !words;
    $('[data-when=net] .icon use', this.root).setAttribute('href', why ? '#i-cloud-off' : '#i-cloud-check');
    const meter = $('progress', this.root);
    meter.hidden = !progress;
    if (progress) Object.assign(meter, { max: progress.of, value: progress.done });
    drawSignAgain(this.root, this, { signIn, waits: !this.rest });
    // The last photo has left: what waits for its photos does so no more.
    const ended = this.uploading && !progress;
    this.uploading = Boolean(progress);
    if (ended || String(state.sending) !== String(this.sending) || nextAt !== this.nextAt || signIn !== this.signs) this.draw();
  }

  signIn() { return signAgain(this); }
}
