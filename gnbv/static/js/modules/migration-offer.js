// A draft on an older version of its sheet: says so, shows what would move, and moves it when asked. Loaded only then.
import { $, copy, fill, sheet } from './dom.js';
import { migrate } from '../rules/migration.js';
import { letGo } from './section-open.js';

export async function offer(place, session, { go }) {
  const { form, round, phone } = session;
  const next = await phone.kit.form(round.form.form, round.form.version);
  if (!next || next.renderer !== 1) return;
  fill(place, { old: session.say('migration.old', { version: form.version }), next: session.say('migration.next', { version: next.version }), look: session.say('migration.look', { version: next.version }) });
  place.hidden = false;
  $('button', place).onclick = async () => {
    const made = migrate(session.instance.answers(), session.meta, form.compiled, next.compiled);
    const yes = await sheet('t-migration', dialog => show(dialog, session, next, made.report));
    if (!yes) return;
    // What may mean something else is asked again: it stands on the list of what was put off.
    const asked = made.report.changed.map(({ ref }) => ref);
    const later = [...new Set([...made.meta.later ?? [], ...asked])];
    await session.draft.save({ answers: made.answers, meta: { ...made.meta, later }, form: next.form, version: next.version });
    await letGo(session);
    await go(location.pathname, { replace: true });
  };
}

function show(dialog, session, next, { kept, moved, changed, left }) {
  const { say } = session;
  fill(dialog, { title: say('migration.title', { version: next.version }), kept: say('migration.kept', { n: kept }), act: say('migration.act', { version: next.version }) });
  const lines = {
    moved: moved.map(line => say('migration.moved', { ...line, label: named(session, line) })),
    changed: changed.map(line => say('migration.changed', { label: named(session, line), value: text(session, line), what: line.what.map(one => say(`migration.what.${one}`)).join(', ') })),
    left: left.map(line => say('migration.left', { label: named(session, line), value: text(session, line), why: say(`migration.why.${line.reason}`) })),
  };
  for (const [name, texts] of Object.entries(lines)) {
    const part = $(`[data-part=${name}]`, dialog);
    part.hidden = !texts.length;
    fill(part, { count: say(`migration.${name}_n`, { n: texts.length }) });
    $('ul', part).replaceChildren(...texts.map(line => fill(copy('t-migration-line'), { line })));
  }
}

// The question, with the member's name when it is about one.
function named(session, { ref, label }) {
  const id = ref.split('@')[1];
  const name = id && session.instance.tree.byId.has(id) && session.nameOf(id);
  return name ? `${name}: ${label}` : label;
}

const text = (session, { ref, value, reason }) => (reason !== 'note' && session.node(ref) ? session.show(ref, value) : value);
