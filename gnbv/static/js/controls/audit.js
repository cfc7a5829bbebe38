// How long each question was before the person, for sheets that ask for it (`audit`): seconds in `meta.timings`, and at
// the end a table as ODK writes it. No answer stands in it.
import { momentOf } from '../modules/section-session.js';
import { sha256 } from '../offline/bytes.js';

const LONGEST_S = 600;

export const auditOf = session => session.form.compiled.nodes.find(({ kind, type, name }) => kind === 'meta' && type === 'binary' && name === 'audit');

// Counts from one question to the next that is touched; a phone laid aside counts ten minutes at the most.
export function watch(group, session, signal) {
  const { clock } = session.phone;
  let at = null;
  const leave = () => {
    if (at) {
      const spent = Math.min(LONGEST_S, (clock.now() - at.since) / 1000);
      const { timings = {} } = session.meta;
      session.keep({ timings: { ...timings, [at.ref]: Math.round(((timings[at.ref] ?? 0) + spent) * 10) / 10 } });
    }
    at = null;
  };
  const come = ({ target }) => {
    const ref = target.closest?.('[data-ref]')?.dataset.ref;
    if (!ref || ref === at?.ref) return;
    leave();
    at = { ref, since: clock.now() };
  };
  for (const name of ['focusin', 'pointerdown']) group.addEventListener(name, come, { signal });
  document.addEventListener('visibilitychange', leave, { signal });
  signal.addEventListener('abort', leave);
  return leave;
}

// One line a question: its path and the seconds spent on it.
export function table(session) {
  const lines = Object.entries(session.meta.timings ?? {}).map(([ref, seconds]) => {
    const node = session.node(ref);
    return ['question', node?.path ?? ref, ref.split('@')[1] ?? '', seconds].join(',');
  });
  return ['event,node,instance,seconds', ...lines, ''].join('\n');
}

// What is only known at the end: the time, and the table.
export async function close(session) {
  for (const { preload, key } of session.form.compiled.nodes) if (preload === 'end') session.set(key, momentOf(session.phone, session.meta.today));
  const node = auditOf(session);
  if (node) await attach(session, node);
}

async function attach(session, node) {
  const bytes = new TextEncoder().encode(table(session)).buffer;
  const hash = await sha256(bytes);
  const removeFiles = (session.draft.doc.files ?? []).filter(file => file.ref === node.key && file.sha256 !== hash);
  await session.draft.save({ addFiles: [{ ref: node.key, type: 'text/csv', bytes }], removeFiles });
  session.set(node.key, `${hash}.csv`);
}
