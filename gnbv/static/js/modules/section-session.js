// One open survey: the rules engine over its answers, the draft that stores each of them, and what stands beside
// them (last year, comments, notes). Views and binder speak only to this.
import { Instance } from '../rules/form.js';
import { Pace } from './pace.js';
import { lastFacts } from './section-last.js';
import { say, show } from './section-words.js';

export const keyOf = ref => ref.split('@')[0];
export const idOf = ref => ref.split('@')[1] ?? '';

const AGAIN_MS = 5000;

export class Session extends EventTarget {
  #asked = new Set();
  #again = null;
  #writes = 0;

  constructor(parts) {
    super();
    Object.assign(this, parts);
    const { compiled } = this.form;
    const { answers, meta } = this.draft.doc;
    this.meta = structuredClone(meta);
    this.replies = structuredClone(this.draft.doc.replies ?? []);
    this.written = compiled.languages?.find(name => name.endsWith(`(${document.documentElement.lang})`)) ?? compiled.default_language;
    this.language = compiled.languages?.includes(meta.language) ? meta.language : this.written;
    this.instance = new Instance(compiled, structuredClone(answers), { today: meta.today, newId: () => this.phone.newId(), language: this.language, prefill: known(this) });
    this.nodes = new Map(compiled.nodes.map(node => [node.key, node]));
    this.last = lastFacts(this);
    this.pace = new Pace(this);
  }

  get readonly() { return this.draft.readonly; }
  get year() { return this.household.last?.year ?? ''; }
  say(key, values) { return say(key, values); }
  state(ref) { return this.instance.state(ref); }
  node(ref) { return this.nodes.get(keyOf(ref)); }
  // A repeat may have no instance to read its own name from.
  text(ref, kind = 'label') { return this.instance.text(this.node(ref).path, kind, this.node(ref).kind === 'repeat' ? undefined : ref); }
  choices(ref) { return this.instance.choices(ref); }
  filtered(ref) { return this.node(ref).choice_filter && new Set(this.choices(ref).map(({ value }) => value)); }
  show(ref, value = this.state(ref).value) { return show(this, ref, value); }

  // The question's words, with the member's name when it is about one.
  label(ref) {
    const name = idOf(ref) && this.nameOf(idOf(ref));
    return [name, this.text(ref)].filter(Boolean).join(': ');
  }

  nameOf(id) {
    const node = this.form.compiled.nodes.find(({ appearance = [] }) => appearance.includes('roster-label'));
    return (node && this.instance.value(`${node.key}@${id}`)) || this.say('member.unnamed');
  }

  set(ref, value) {
    if (this.readonly) return this.refuse();
    const before = this.instance.value(ref);
    if (value === before) return;
    const { changed } = this.instance.set(ref, value);
    this.pace.answered(ref);
    this.#touched(before ? ref : null);
    this.#tell([ref, ...changed ?? []]);
  }

  add(repeat, parent) {
    if (this.readonly) return this.refuse();
    const id = this.instance.add(repeat, parent);
    this.#touched(`${repeat}@${id}`);
    this.#tell([`${repeat}@${id}`]);
    return id;
  }

  remove(id, repeat) {
    if (this.readonly) return this.refuse();
    const gone = this.instance.remove(id)?.changed ?? [];
    const stays = ref => idOf(ref) !== id;
    this.meta.later = this.meta.later?.filter(stays);
    this.meta.notes = Object.fromEntries(Object.entries(this.meta.notes ?? {}).filter(([ref]) => stays(ref)));
    this.#late(`${repeat}@${id}`);
    this.save({ removeFiles: (this.draft.doc.files ?? []).filter(({ ref }) => !stays(ref)) });
    this.#tell([...gone, `${repeat}@${id}`]);
  }

  keep(meta) {
    Object.assign(this.meta, meta);
    return this.save();
  }

  // Resolves with true after the durable commit; only then the page says so, and until then it says nothing.
  async save(extra = {}) {
    if (this.readonly) return;
    this.#writes++;
    this.#emit('saving');
    try {
      const { at } = await this.draft.save({ answers: this.instance.answers(), meta: this.meta, replies: this.replies, ...extra });
      this.savedAt = at;
      if (!--this.#writes) this.#emit('saved', at);
      return true;
    } catch (error) {
      this.#writes--;
      this.#emit('unsaved', error);
      // Room may come, or the store again: the same touch twice would be no change.
      this.#again ??= setTimeout(() => { this.#again = null; if (!this.draft.readonly) this.save(); }, AGAIN_MS);
    }
  }

  refuse() { this.#emit('refused'); }

  // Empty required answers are asked for only in sections that were left, or when finishing.
  ask(section) { this.#asked.add(section); }
  error(ref) {
    const { relevant, valid, required, value, message } = this.state(ref);
    if (!relevant || (value ? valid : !(required && this.#asked.has(this.sectionOf(ref))))) return '';
    return message || this.say(value ? 'error.type' : 'error.required');
  }

  // The one place where the commune's text becomes elements: a section of the form.
  fragment(key) {
    const made = document.createElement('template');
    made.innerHTML = this.form.fragments[key] ?? '';
    return made.content;
  }

  sectionOf(ref) {
    const { compiled: { nodes }, order } = this.form;
    let node = this.node(ref);
    while (node.parent >= 0) node = nodes[node.parent];
    // What stands outside of every group belongs to the section that was opened before it.
    while (node.i && !order.includes(node.key)) node = nodes[node.i - 1];
    return node.key;
  }

  commentsOn(ref) {
    return (this.survey?.comments ?? []).filter(({ key, instance }) => (instance ? `${key}@${instance}` : key) === ref);
  }

  reply(comment) { return this.replies.find(reply => reply.comment === comment.id); }
  replied(comment) {
    const reply = comment.reply ?? this.reply(comment);
    return Boolean(reply && (reply.kind === 'fixed' || reply.reason?.trim()));
  }

  close() { return this.draft.close(); }

  // What is changed after the score was seen is told to the supervisor, not forbidden. A first answer is no change.
  #late(ref) {
    const { score_seen_at: seen, changed_after_score: after = [] } = this.meta;
    if (seen && ref && !after.includes(ref)) this.meta.changed_after_score = [...after, ref];
  }

  #touched(ref) {
    this.#late(ref);
    this.save();
  }

  #tell(refs) { this.#emit('changed', new Set(refs)); }
  #emit(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

// What the phone knows by itself, by the names that sheets have for it.
function known({ phone, meta }) {
  const at = momentOf(phone, meta.today);
  return { start: at, end: at, username: phone.user?.username ?? '', deviceid: phone.owner?.device ?? '' };
}

// The time of day on the survey's own day, in the zone of the commune.
export const momentOf = (phone, today) => `${today}T${new Date(phone.clock.now() + 7 * 3_600_000).toISOString().slice(11, 23)}+07:00`;

// The round has gone on to another version of this draft's sheet.
export const stale = ({ round, form }) => round?.form?.form === form.form && round.form.version !== form.version;
