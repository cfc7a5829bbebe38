// Fills one fragment with the answers of an open survey, and hands over what people change. It never builds
// structure: a repeat's instance is a copy of its <template>, with the instance's id for the mark @@.
import { $, $$ } from './dom.js';
import { controls, own } from './binder-controls.js';
import { beforeCamera, came } from './camera.js';
import { drawComments } from './binder-marks.js';

const MARKED = ['id', 'for', 'name', 'aria-labelledby', 'aria-describedby'];
const ACTS = { long: './binder-long-list.js', step: './binder-step.js', note: './binder-note.js',
  'sign-clear': './photo-sign.js', position: './position.js', photo: './photo.js', quick: './binder-quick.js',
  range: '../controls/range.js', rank: '../controls/rank.js', track: '../controls/track.js', file: '../controls/file.js',
  scan: '../controls/scan.js', annotate: '../controls/annotate.js' };

export class Binder {
  #places = new Map();
  #touched = false;
  #typing = null;

  constructor(root, session) {
    Object.assign(this, { root, session, parts: [] });
    root.addEventListener('input', event => this.#given(event, true));
    root.addEventListener('change', event => this.#given(event, false));
    root.addEventListener('click', event => this.#act(event));
  }

  // Makes the questions of a node known, those of an instance under its id, and draws them.
  adopt(node, id = '') {
    for (const element of id ? [node, ...$$('*', node)] : []) {
      for (const name of MARKED) {
        const value = element.getAttribute(name);
        if (value?.includes('@@')) element.setAttribute(name, value.replaceAll('@@', `@${id}`));
      }
    }
    for (const q of [node, ...$$('[data-q]', node)]) {
      if (!q.dataset.q || q.dataset.ref) continue;
      q.dataset.ref = id ? `${q.dataset.q}@${id}` : q.dataset.q;
      this.#places.set(q.dataset.ref, [...this.#places.get(q.dataset.ref) ?? [], q]);
      this.#draw(q);
    }
    return node;
  }

  forget(node) {
    for (const q of [node, ...$$('[data-ref]', node)]) {
      const left = (this.#places.get(q.dataset.ref) ?? []).filter(place => place !== q);
      if (left.length) this.#places.set(q.dataset.ref, left);
      else this.#places.delete(q.dataset.ref);
    }
  }

  // Only what changed is drawn again; sentences that quote answers are few and are always looked at.
  changed(refs) {
    for (const ref of refs) for (const q of this.#places.get(ref) ?? []) this.#draw(q);
    for (const node of $$('[data-text]', this.root)) this.#say(node);
    for (const part of this.parts) part.changed?.(refs);
  }

  draw() {
    for (const places of this.#places.values()) places.forEach(q => this.#draw(q));
    for (const part of this.parts) part.draw?.();
  }

  #draw(q) {
    const { session } = this;
    const { ref, control, companion } = q.dataset;
    const { relevant, value } = session.state(ref);
    const other = companion && session.state(ref.replace(q.dataset.q, companion)).relevant;
    q.hidden = !relevant && !other;
    if (companion) own(q, '[data-own]')[0].hidden = !relevant;
    if (q.hidden) return;
    for (const node of own(q, '[data-text]')) this.#say(node);
    controls[control]?.write(q, value, { session, ref });
    if (session.node(ref).readonly) this.#hold(q, session.state(ref).readonly);
    if (ref !== this.#typing) this.#error(q, ref);
    drawComments(q, ref, session, own);
  }

  // What the sheet only shows is not written over.
  #hold(q, isHeld) {
    for (const field of own(q, '[data-input], [data-part], [data-typed], [data-act-change], [data-act]:not([data-act=note])')) field.disabled = isHeld;
  }

  #say(node) {
    const q = node.closest('[data-q]');
    if (q) node.textContent = this.session.text(q.dataset.ref ?? q.dataset.q, node.dataset.text);
  }

  #error(q, ref) {
    const [place] = own(q, '.q-error');
    if (!place) return;
    const message = this.session.error(ref);
    place.hidden = !message;
    if (q.dataset.state !== 'derived') q.dataset.state = message ? 'error' : 'ok';
    for (const field of own(q, '[data-input], [data-part]')) field.setAttribute('aria-invalid', Boolean(message));
    if (!message) return;
    // What happened is bold; what is safe and what to do follow, ours when the form says nothing.
    const [, first, rest] = /^(.*?[.?!])(?:\s+(.*))?$/s.exec(message) ?? [null, message];
    place.querySelector('strong').textContent = first;
    if (rest) place.querySelector('p').textContent = rest;
  }

  #given({ target }, typing) {
    const q = target.closest('[data-ref]');
    if (q && !typing && target.dataset.actChange) return this.#run(target.dataset.actChange, q, target).finally(() => came(this.session, q.dataset.ref));
    if (!q || !target.matches('[data-input], [data-part]')) return;
    const { ref, control } = q.dataset;
    const value = controls[control]?.read?.(q, target, this.session.state(ref).value);
    if (value === undefined) return;
    const written = typing && target.matches('input:not([type=checkbox], [type=radio]), textarea');
    this.#typing = written ? ref : null;
    this.session.set(ref, value);
    if (!written) this.changed([ref]);
  }

  #act(event) {
    if (beforeCamera(event, this.session)) return;
    const button = event.target.closest('[data-act]');
    // WebKit gives the click that a label hands on to its box no count: the touch is the click before it.
    const isRadio = event.target.matches('[type=radio]');
    const chosen = (event.detail || this.#touched) && event.target.closest('[data-appearance~=quick]');
    this.#touched = !isRadio && event.detail > 0;
    if (chosen && isRadio) this.#run('quick', chosen, event.target);
    const module = button && ACTS[button.dataset.act];
    if (!module) return;
    event.preventDefault();
    const q = button.closest('[data-ref]') ?? button.closest('[data-roster-q]');
    this.#run(button.dataset.act, q, button);
  }

  async #run(act, q, target) {
    if (this.session.readonly) return this.session.refuse();
    const module = await import(ACTS[act]);
    await module.act(q, target, { session: this.session, ref: q.dataset.ref ?? q.dataset.rosterQ });
  }
}
