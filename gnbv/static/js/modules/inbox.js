// What the commune has told this person: returned work, replies, decisions, petitions, changes of households. It lies in
// the kit, so it is read without a network; what was read is told by the outbox and marked here at once.
import { latePage } from './late-page.js';
import { $, copy, fill, swapIcon } from './dom.js';
import { moment } from './dates.js';
import { hold } from '../offline/locks.js';
import { say } from './words.js';

const ICONS = { returned: 'undo-2', message: 'message-square', reply: 'message-square', assigned: 'user-plus', back_check: 'user-plus', settled: 'history', petition: 'file-text' };
const MOST = 200;

export async function open(root, _params, { phone, title, go }) {
  await latePage();
  title(say('inbox.title'), '', '/app/more');
  root.append(copy('t-inbox'));
  const page = new Inbox(root, phone, go);
  await page.draw();
  return { refresh: event => event === 'kit' && page.draw() };
}

// Where a row leads on this phone; '' when there is nothing to open here.
export function wayOf({ kind, about, household }, homes) {
  if (household && homes.has(household)) return `/app/households/${household}${kind === 'returned' ? '/returned' : ''}`;
  if (kind === 'settled') return '/app/outbox';
  if (about === 'task') return '/app/tasks';
  if (about === 'petition') return '/app/petitions';
  if (about === 'round') return '/app';
  return about === 'device' ? '/account/devices' : '';
}

class Inbox {
  constructor(root, phone, go) {
    Object.assign(this, { root, phone, go });
    $('[data-act=all]', root).onclick = () => this.#read(this.rows.filter(({ read }) => !read));
  }

  async draw() {
    const { kit } = this.phone;
    this.rows = (await kit.list('inbox')).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? 1 : -1));
    const homes = new Set(kit.rows().map(({ id }) => id));
    const fresh = this.rows.filter(({ read }) => !read);
    const old = this.rows.filter(({ read }) => read);
    const parts = { unread: fresh, new: fresh, old, none: this.rows.length ? [] : [1] };
    for (const [name, rows] of Object.entries(parts)) for (const node of this.root.querySelectorAll(`[data-when=${name}]`)) node.hidden = !rows.length;
    fill(this.root, { unread: fresh.length ? say('inbox.unread', { n: fresh.length }) : this.rows.length ? say('inbox.none') : '', kept: this.rows.length ? say('inbox.kept') : '' });
    for (const name of ['new', 'old']) {
      const list = $(`ul[data-f=${name}]`, this.root);
      list.hidden = !parts[name].length;
      list.replaceChildren(...parts[name].map(row => this.#row(row, homes)));
    }
  }

  #row(row, homes) {
    const words = row[document.documentElement.lang] ?? row.vi;
    const way = wayOf(row, homes);
    const facts = [moment(Date.parse(row.at), say), !row.read && say('inbox.new'), way.startsWith('/account') && say('inbox.net')];
    const node = fill(copy('t-news-row'), { [row.read ? 'text' : 'strong']: words, [row.read ? 'strong' : 'text']: '', facts: facts.filter(Boolean).join(' · ') });
    const link = $('a', node);
    swapIcon(link, ICONS[row.kind] ?? 'info');
    $('[data-f=way]', node).hidden = !way;
    link.href = way || '/app/inbox';
    link.onclick = event => {
      event.preventDefault();
      this.#read(row.read ? [] : [row]).then(() => (way.startsWith('/account') ? location.assign(way) : way && this.go(way)));
    };
    return node;
  }

  // Marked here in the same way as the commune's own word will come: the kit has it at once, the outbox tells it.
  async #read(rows) {
    if (!rows.length) return;
    const { outbox, clock } = this.phone;
    const named = rows.slice(0, MOST).map(({ id }) => id);
    await outbox.add('reading', named[0], { rows: named, at: new Date(clock.now()).toISOString() });
    this.#mark(rows).catch(error => { if (!error.code) throw error; });
  }

  // One writer at a kit: while one is coming, this waits behind it, and the person does not.
  async #mark(rows) {
    const { kit, drafts, store } = this.phone;
    const free = await hold(`gnbv-kit-${store.name}`, { wait: true });
    try {
      const entries = rows.map(row => ({ type: 'inbox', id: row.id, hash: 'read', data: { ...row, read: true } }));
      await kit.apply(entries, [], {}, await drafts.uses());
      this.phone.tell('kit', { at: null, changed: rows.length, by: kit.id });
    } finally {
      free?.();
    }
  }
}
