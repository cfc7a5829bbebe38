// Sections of the one document under real addresses. A page module answers open(root, params, services) with
// {close, refresh}; it is loaded when first entered, and the shell keeps it for the day without a network.
import { $ } from './dom.js';

const ROUTES = [
  [/^\/app\/?$/, 'work'],
  [/^\/app\/households\/(?<household>[^/]+)$/, 'household'],
  [/^\/app\/households\/(?<household>[^/]+)\/survey\/result$/, 'result', true],
  [/^\/app\/households\/(?<household>[^/]+)\/survey(?:\/(?<section>[^/]+))?$/, 'section', true],
  [/^\/app\/households\/(?<household>[^/]+)\/returned$/, 'returned', true],
  [/^\/app(?:\/households\/(?<household>[^/]+))?\/new-home$/, 'new-home', true],
  [/^\/app\/tasks$/, 'tasks'],
  [/^\/app\/outbox$/, 'outbox'],
  [/^\/app\/conflicts\/(?<item>[^/]+)$/, 'conflict'],
  [/^\/app\/more$/, 'more'],
  [/^\/app\/restore$/, 'restore'],
  [/^\/app\/inbox$/, 'inbox'],
  [/^\/app\/village$/, 'village'],
  [/^\/app\/(?<what>meetings|postings|complaints)\/(?<id>[^/]+)(?:\/(?<step>[^/]+))?$/, 'village', true],
  [/^\/app\/petitions\/(?<fresh>new)(?:\/(?<household>[^/]+))?$/, 'petition', true],
  [/^\/app\/petitions$/, 'petition'],
  [/^\/app\/petitions\/(?<petition>[^/]+)$/, 'petition', true],
];

export function match(path) {
  for (const [pattern, module, inForm = false] of ROUTES) {
    const found = pattern.exec(path);
    if (found) return { module, inForm, params: { ...found.groups } };
  }
  return { module: 'work', inForm: false, params: {} };
}

export class Router {
  #page = null;
  #missed = null;
  #turn = Promise.resolve();
  #scroll = new Map();

  constructor(root, services, { load = name => import(`./${name}.js`), prepare = params => params, moved = () => {}, failed }) {
    Object.assign(this, { root, services, load, prepare, moved, failed, paused: true });
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => this.show());
    document.addEventListener('click', event => this.#clicked(event));
  }

  #clicked(event) {
    const link = event.target.closest?.('a[href^="/app"]');
    // While signing in anew a touch is remembered in the address: a real navigation would ask for the PIN.
    if (!link || this.paused && !this.held || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.go(link.getAttribute('href'));
  }

  go(url, { replace = false } = {}) {
    this.#scroll.set(this.path, scrollY);
    history[replace ? 'replaceState' : 'pushState'](null, '', url);
    return this.show({ top: true });
  }

  // One change after another: a page is closed, with what it was storing, before the next one is opened.
  show(how = {}) {
    return this.#turn = this.#turn.then(() => this.#change(how));
  }

  async #change({ top = false }) {
    if (this.paused) return;
    await this.#closePage();
    const { module, inForm, params } = match(location.pathname);
    this.path = location.pathname;
    this.inForm = inForm;
    // A room of its own: what a left page still draws late goes nowhere.
    const room = document.createElement('div');
    room.className = 'room';
    this.root.replaceChildren(room);
    this.moved({ module, inForm });
    this.#missed = new Map();
    try {
      this.#page = await (await this.load(module)).open(room, this.prepare(params), this.services) ?? {};
    } catch (error) {
      this.failed(room, error);
    }
    // What the page read while it opened may be older than what came meanwhile.
    const missed = this.#missed;
    this.#missed = null;
    for (const [event, detail] of missed) this.refresh(event, detail);
    scrollTo(0, top ? 0 : this.#scroll.get(this.path) ?? 0);
    $('#title')?.focus({ preventScroll: true });
  }

  async #closePage() {
    const page = this.#page;
    this.#page = null;
    await page?.close?.();
  }

  // Locked: the address and the place on the page stay, nothing of the page does.
  pause() {
    if (!this.paused) this.#scroll.set(this.path, scrollY);
    this.paused = this.held = true;
    return this.#turn = this.#turn.then(async () => {
      await this.#closePage();
      this.root.replaceChildren();
    });
  }

  resume() {
    this.paused = this.held = false;
    return this.show();
  }

  refresh(event, detail) {
    if (this.#missed) this.#missed.set(event, detail);
    else this.#page?.refresh?.(event, detail);
  }
}
