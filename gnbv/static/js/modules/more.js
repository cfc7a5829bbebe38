// Account, PIN, the data on this phone and how old it is, and how the page looks.
import { isWeak } from '../offline/pins.js';
import { activate, checkUpdate } from '../offline/update.js';
import { Bar } from './bar.js';
import { $, $$, copy, fill, sheet } from './dom.js';
import { day, moment } from './dates.js';
import { drawCopies, drawRestores } from './copy-words.js';
import { askLeave } from './leave.js';
import { ago, figure, megabytes, old } from './kit-words.js';
import { say, sayError } from './words.js';

const LOOK = 'gnbv-look';
const LOOKS = ['text', 'theme', 'contrast'];
const OFFICE = ['supervisor', 'leader', 'coordinator', 'observer', 'administrator'];
const YEAR_S = 31_536_000;

export async function open(root, _params, { phone, title, toast, signOut }) {
  title(say('more.title'), say('more.place'));
  root.append(copy('t-more'));
  const page = new More(root, phone, toast);
  page.account();
  page.looks();
  $('[data-act=lock]', root).onclick = () => phone.lock();
  $('[data-act=pin]', root).onclick = () => page.changePin();
  $('[data-act=fetch]', root).onclick = () => page.fetch();
  $('[data-act=out]', root).onclick = async () => { if (await askLeave(phone)) await signOut(); };
  await page.data();
  return { refresh: event => event === 'kit' || event === 'copies' ? (page.account(), page.data()) : null };
}

class More {
  constructor(root, phone, toast) {
    Object.assign(this, { root, phone, toast });
  }

  account() {
    // Before the first kit the phone knows the name of the door only.
    const { name = '', username = '', roles = [] } = this.phone.user ?? {};
    drawRestores(this.root, this.phone);
    $('[data-act=office]', this.root).hidden = !roles.some(({ role }) => OFFICE.includes(role));
    const units = Object.fromEntries(this.phone.kit.units().map(unit => [unit.id, unit.name]));
    fill(this.root, { unread: this.phone.kit.unread() || '', name, roles: [username, ...roles.map(({ role, unit }) => [say(`role.${role}`), units[unit]].filter(Boolean).join(' '))].join(' · ') });
  }

  async data() {
    const { kit, storage } = this.phone;
    await drawCopies(this.root, this.phone);
    const info = await kit.info();
    const { persisted, left } = await storage.check();
    const now = this.phone.clock.now();
    fill(this.root, {
      homes: say('more.homes', { n: figure(kit.rows().length), m: figure(kit.assignments().length) }),
      at: info.at ? moment(info.at, say) : say('more.never'), ago: info.at ? ago(info.at, now) : '', kit_old: old(info, now), today: day(this.phone.today()), size: megabytes(info.bytes),
      room: left === null ? say('more.unknown') : megabytes(left), persisted: say(persisted ? 'more.kept' : 'more.not_kept'),
      advice: persisted ? '' : say('more.not_kept_why'),
    });
  }

  async fetch() {
    fill(this.root, { fetch_state: say('kit.running') });
    const { cause } = await this.phone.sync.now();
    fill(this.root, { fetch_state: cause ? Bar.why({ cause }) : say('more.fetched') });
  }

  async changePin() {
    let told = null;
    const given = await sheet('t-pin-sheet', undefined, (_dialog, { next, again }) => {
      if (next !== again) return say('pin.differ');
      if (!isWeak(next) || told === next) return '';
      told = next;
      return say('pin.weak');
    });
    if (!given) return;
    await this.phone.changePin(given.next, { pin: given.old }).then(
      () => this.toast(say('more.pin_kept')),
      error => this.toast(error.code === 'wrong_pin' ? say('pin.wrong', error.detail) : sayError(error)));
  }

  looks() {
    const page = document.documentElement;
    const form = $('form', this.root);
    const chosen = { ...page.dataset, language: page.lang };
    for (const box of $$('input', form)) box.checked = box.value === (chosen[box.name] ?? '');
    form.onchange = ({ target }) => target.name === 'language' ? this.language(target.value) : this.#look(target.name, target.value);
  }

  #look(name, value) {
    const page = document.documentElement;
    if (value) page.dataset[name] = value;
    else delete page.dataset[name];
    try { localStorage.setItem(LOOK, JSON.stringify(Object.fromEntries(LOOKS.map(one => [one, page.dataset[one]])))); } catch { /* holds until the page is closed */ }
  }

  // The shell is written in one language: another one is another version of it, fetched like any update.
  async language(wish) {
    const before = document.documentElement.lang;
    const remember = code => { document.cookie = `gnbv_locale=${code}; path=/; max-age=${YEAR_S}; SameSite=Lax`; };
    remember(wish);
    const found = await checkUpdate().catch(() => 'captive');
    if (found === 'captive') {
      remember(before);
      for (const box of $$('[name=language]', this.root)) box.checked = box.value === before;
      return this.toast(say('more.language_net'));
    }
    if (found === 'waiting') await activate();
    location.reload();
  }
}
