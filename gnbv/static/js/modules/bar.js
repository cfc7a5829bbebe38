// The frame around every page: title and place, what is only on this phone, the tabs, and undoable words.
import { $, $$, fill, swapIcon } from './dom.js';
import { knows, say } from './words.js';

const TOAST_MS = 8000;

export class Bar {
  #counts = { unsent: 0 };
  #toast;

  constructor(app, phone) {
    Object.assign(this, { app, phone });
  }

  title(text, small = '', back = null) {
    $('#title').firstChild.data = text;
    $('#title').hidden = false;
    fill($('.appbar', this.app), { place: small });
    const link = $('.appbar .back', this.app);
    link.hidden = !back;
    if (back) link.setAttribute('href', back);
    document.title = `${text} – ${say('app.name')}`;
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
    this.#counts = await this.phone.outbox.counts();
    const { unsent } = this.#counts;
    const badge = $('.tabs [data-tab=outbox] .count', this.app);
    badge.hidden = !unsent;
    badge.textContent = unsent;
    this.draw(this.phone.sync.state());
  }

  // Words, icon and shape change; the place stays.
  draw(sync) {
    const { unsent } = this.#counts;
    const link = $('.sync', this.app);
    const busy = sync.sending.length > 0;
    const [kind, name] = sync.signIn && unsent ? ['signin', 'lock'] : busy ? ['sending', 'cloud-upload']
      : unsent ? ['unsent', 'smartphone'] : ['done', 'cloud-check'];
    const words = say(`badge.${kind}`, { n: unsent, ...sync.progress });
    link.dataset.s = kind === 'done' ? 'ok' : 'local';
    swapIcon(link, name);
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
