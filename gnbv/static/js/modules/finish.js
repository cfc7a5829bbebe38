// Finishing: what is still open is shown with the way there; a whole sheet is frozen and waits for the network.
import { $, copy, fill, sheet } from './dom.js';
import { progress, titleOf } from './section-progress.js';
import { settle } from './whereabouts.js';

const addressOf = (session, ref) => `/app/households/${session.household.id}/survey/${session.sectionOf(ref)}#${ref}`;

export async function finish(root, session, services, { title = session.say('finish') } = {}) {
  const rows = progress(session);
  const open = rows.flatMap(row => [...row.wrong, ...row.missing].map(ref => ({ ref, row })));
  for (const { key } of rows) session.ask(key);
  if (open.length) return showOpen(root, session, open);
  const later = session.meta.later ?? [];
  const split = session.nodes.has('household_change') && session.instance.value('household_change') === 'split' ? await (await import('./new-home-offer.js')).unmade(session, services.phone) : '';
  const yes = await sheet('t-confirm', dialog => fill(dialog, { title, later: [later.length ? session.say('later', { n: later.length }) : '', split].filter(Boolean).join(' ') }));
  if (!yes) return;
  // What few sheets ask: when it ended, and how long each question took.
  if (session.form.compiled.nodes.some(({ kind, preload, name }) => preload === 'end' || (kind === 'meta' && name === 'audit'))) {
    await (await import('../controls/audit.js')).close(session);
  }
  await settle(session);
  const { results } = await import('./result.js');
  const made = session.nodes.has('surveyed') && session.instance.value('surveyed') === '0' ? [] : await results(session);
  await session.save();
  await session.draft.finish({ results: made.map(({ result }) => result) });
  root.replaceChildren(copy('t-done'), copy('t-done-bar'));
  scrollTo(0, 0);
  $('a.main', root).focus({ preventScroll: true });
}

function showOpen(root, session, open) {
  const page = fill(copy('t-open'), { open: session.say('open', { n: open.length }) });
  $('[data-open]', page).append(...open.map(({ ref, row }) => rowOf(session, ref, `${row.number}. ${row.title}`)));
  const bar = copy('t-open-bar');
  $('a', bar).href = addressOf(session, open[0].ref);
  root.replaceChildren(page, bar);
  scrollTo(0, 0);
  $('.note', page).focus({ preventScroll: true });
}

function rowOf(session, ref, section) {
  const row = fill(copy('t-open-row'), { question: session.label(ref), section });
  $('a', row).href = addressOf(session, ref);
  return row;
}

// The last section collects what was put off, with the note that was made then.
export function drawLater(place, session) {
  const refs = (session.meta.later ?? []).filter(ref => session.nodes.has(ref.split('@')[0]));
  place.hidden = !refs.length;
  if (!refs.length) return;
  const node = fill(copy('t-later'), { later: session.say('later', { n: refs.length }) });
  $('[data-open]', node).append(...refs.map(ref => rowOf(session, ref, session.meta.notes?.[ref] ?? titleOf(session, session.sectionOf(ref)))));
  place.replaceChildren(node);
}
