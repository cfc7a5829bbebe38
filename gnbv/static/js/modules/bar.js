// The frame around every page: title and place, what is only on this phone, the tabs, and undoable words.
import { badgeOf } from './badge.js';
import { $, $$, fill, swapIcon } from './dom.js';
import { knows, say } from './words.js';

const TOAST_MS = 8000;

export class Bar {
  #counts = {};
  #toast;

  constructor(app, phone) {
    Object.assign(this, { app, phone });
    phone.on('drafts', () => { if (phone.open) this.count().catch(error => { if (phone.open) throw error; }); });
  }

  title(text, small = '', back = null) {
    $('#title').firstChild.data = text;
    $('#title').hidden = false;
    fill($('.appbar', this.app), { place: small });
    const link = $('.appbar .back', this.app);
    link.hidden = !back;
    if (back) link.setAttribute('href', back);
    // What a browser keeps of where it was names nobody.
    const isHome = location.pathname.startsWith('/app/households/');
    document.title = `${isHome ? say('title.household') : text} – ${say('app.name')}`;
  }

  // The tabs of a person: the most field-near role decides, "Thêm" is always the last.
  tabs() {
    const roles = this.phone.user?.roles.map(({ role }) => role) ?? [];
    const field = roles.some(role => role === 'collector' || role === 'village_head') || this.phone.kit.assignments().length > 0;
    const tasks = this.phone.kit.tasks().length > 0 || roles.includes('cadre');
    $('.tabs [data-tab=work]', this.app).hidden = !field;
    $('.tabs [data-tab=tasks]', this.app).hidden = !tasks;
    fill(this.app, { commune: this.phone.kit.units().find(({ kind }) => kind === 'commune')?.name ?? '' });
    return field || !tasks ? 'work' : 'tasks';
  }

  current(tab) {
    for (const link of $$('.tabs a', this.app)) {
      if (link.dataset.tab === tab) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  async count() {
    const { outbox } = this.phone;
    const [counts, drafts] = await Promise.all([outbox.counts(), outbox.drafting()]);
    this.#counts = { ...counts, drafts };
    const n = counts.unsent || counts.files;
    const badge = $('.tabs [data-tab=outbox] .count', this.app);
    badge.hidden = !n;
    badge.textContent = n;
    this.unread();
    this.draw(this.phone.sync.state());
  }

  // What the commune has told and nobody has read: said at the way there.
  unread() {
    const n = this.phone.kit.unread();
    const badge = $('.tabs [data-tab=more] .count', this.app);
    badge.hidden = !n;
    badge.textContent = n;
  }

  // Words, icon and shape change; the place stays.
  draw(sync) {
    const link = $('.sync', this.app);
    const { words: key, icon, safe, values } = badgeOf(this.#counts, sync);
    const words = say(`badge.${key}`, values);
    link.dataset.s = safe ? 'ok' : 'local';
    swapIcon(link, icon);
    fill(link, { badge: words });
    link.setAttribute('aria-label', say('badge.label', { words }));
  }

  toast(text, undoWords = '', undo = null) {
    clearTimeout(this.#toast);
    const box = $('.toast');
    const hide = () => this.hush();
    fill(box, { text, undo: undoWords });
    box.hidden = false;
    $('button', box).onclick = () => { hide(); undo?.(); };
    // It stays while it has the focus: eight seconds are short for a reader.
    const later = () => { this.#toast = setTimeout(() => box.contains(document.activeElement) ? later() : hide(), TOAST_MS); };
    later();
  }

  hush() {
    clearTimeout(this.#toast);
    $('.toast').hidden = true;
  }

  // Why nothing leaves the phone, in words; empty when all is well.
  static why(sync) {
    if (!sync.cause) return '';
    return say(knows(`sync.${sync.cause}`) ? `sync.${sync.cause}` : 'sync.other');
  }
}
