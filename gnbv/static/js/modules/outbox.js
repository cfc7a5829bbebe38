// What is only on this phone: the state of every record, the cause when there is one, and the next step.
import { Bar } from './bar.js';
import { $, copy, fill, sheet, tag, onPlate } from './dom.js';
import { moment, timeOf } from './dates.js';
import { look } from './states.js';
import { say, sayError } from './words.js';

const HIDDEN = ['progress', 'access'];

export async function open(root, _params, { phone, title, toast, signInAgain }) {
  title(say('out.title'), say('out.place'));
  root.append(copy('t-outbox'));
  const page = new OutboxPage(root, phone, toast);
  $('[data-act=send]', root).onclick = () => phone.sync.now();
  $('[data-act=sign-in]', root).onclick = () => page.signIn(signInAgain);
  await page.draw();
  return { refresh: (event, detail) => event === 'sync' ? page.net(detail) : page.draw() };
}

class OutboxPage {
  constructor(root, phone, toast) {
    Object.assign(this, { root, phone, toast });
  }

  async draw() {
    const { outbox, sync } = this.phone;
    const [items, sent, counts] = await Promise.all([outbox.list(), outbox.sent(), outbox.counts()]);
    const shown = items.filter(({ kind }) => !HIDDEN.includes(kind));
    this.sending = sync.state().sending;
    const surveys = shown.every(({ kind }) => kind === 'survey');
    const words = say(surveys ? 'out.total_surveys' : 'out.total', { n: shown.length });
    fill(this.root, { total: !counts.unsent && !counts.files ? say('out.all') : counts.files ? say('out.total_files', { words, n: counts.files }) : words });
    const bad = shown.filter(({ state }) => state === 'refused' || state === 'conflict');
    const late = sent.filter(({ files }) => files);
    this.#rows('look', bad.map(item => this.#row(item)));
    this.#rows('wait', [...late.map(item => this.#row({ ...item, state: 'local', uploading: true })), ...shown.filter(item => !bad.includes(item)).map(item => this.#row(item))]);
    this.#rows('sent', sent.filter(({ kind }) => !HIDDEN.includes(kind)).reverse().map(item => this.#row({ ...item, state: item.outcome === 'held' ? 'held' : 'received' })));
    fill(this.root, { sent_n: String(sent.length) });
    $('[data-when=none]', this.root).hidden = shown.length > 0 || late.length > 0;
    $('[data-when=some]', this.root).hidden = !shown.length;
    this.net(sync.state());
  }

  #rows(name, rows) {
    $(`[data-when=${name}]`, this.root).hidden = !rows.length;
    $(`ul[data-f=${name}]`, this.root).replaceChildren(...rows);
  }

  net(state) {
    const { running, progress, signIn, nextAt, okAt } = state;
    const why = Bar.why(state);
    const words = running ? progress ? say('out.progress', progress) : say('out.running')
      : why ? nextAt > this.phone.clock.now() ? say('out.next', { why, time: timeOf(nextAt) }) : why
        : okAt ? say('out.last_ok', { time: moment(okAt, say) }) : '';
    fill(this.root, { net: words });
    $('[data-when=net]', this.root).hidden = !words;
    $('[data-when=net] .icon use', this.root).setAttribute('href', why ? '#i-cloud-off' : '#i-cloud-check');
    const meter = $('progress', this.root);
    meter.hidden = !progress;
    if (progress) Object.assign(meter, { max: progress.of, value: progress.done });
    $('[data-when=sign-in]', this.root).hidden = !signIn;
    // The last photo has left: what waits for its photos does so no more.
    const ended = this.uploading && !progress;
    this.uploading = Boolean(progress);
    if (ended || String(state.sending) !== String(this.sending)) this.draw();
  }

  #row(item) {
    const { id, kind, label, state, at, tries, lastAt, cause, files, uploading } = item;
    const node = copy('t-item');
    const now = this.sending.includes(id) ? 'sending' : state;
    const words = cause?.[document.documentElement.lang] ?? cause?.vi ?? say(`state.${now}_why`, {}, 'none');
    fill(node, {
      number: onPlate(label?.number), name: label?.head ?? label?.text ?? say(`kind.${kind}`),
      kind: say(`kind.${kind}${label?.undo ? '_undo' : ''}`), made: at && say('out.made', { time: moment(at, say) }),
      why: now === 'received' || uploading ? '' : words, tried: tries && lastAt ? say('out.tried', { n: tries, time: moment(lastAt, say) }) : '',
    });
    $('.plate', node).hidden = !label?.number;
    $('.plate', node).classList.toggle('done', now !== 'refused' && now !== 'conflict');
    $('[data-f=state]', node).append(tag(look(now, uploading ? say('state.files', { n: files }) : say(`state.${now}`))));
    if (now === 'refused') this.#cures(node, item);
    return node;
  }

  #cures(node, { id, kind, label }) {
    const fix = $('[data-act=fix]', node);
    fix.hidden = kind !== 'survey' || !label?.household;
    fix.href = `/app/households/${label?.household}/survey`;
    const again = $('[data-act=again]', node);
    again.hidden = false;
    again.onclick = () => this.phone.outbox.retry(id).then(() => this.phone.sync.now());
    const remove = $('[data-act=remove]', node);
    remove.hidden = false;
    remove.onclick = async () => {
      const yes = await sheet('t-remove-sheet', dialog => fill(dialog, { ask: say('out.remove', { name: label?.head ?? label?.text ?? '' }) }));
      if (yes) await this.phone.outbox.remove(id);
    };
  }

  async signIn(signInAgain) {
    const given = await sheet('t-sign-in-sheet', dialog => fill(dialog, { name: this.phone.user.name }));
    if (given) await signInAgain(given.password).catch(error => this.toast(sayError(error)));
  }
}
