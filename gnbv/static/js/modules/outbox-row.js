// One record of the outbox: its state, why, what was tried and when, and the one thing to do about it.
import { $, copy, fill, onPlate, sheet, tag } from './dom.js';
import { moment } from './dates.js';
import { cureOf } from './outbox-cures.js';
import { look } from './states.js';
import { knows, say, sayError } from './words.js';

// The commune's own words first, then ours for the code, then those of the state.
export function why({ cause }, now) {
  const own = cause?.[document.documentElement.lang] ?? cause?.vi;
  if (own) return own;
  if (now === 'refused') return say('out.unheard');
  const key = ['sync', 'error'].map(kind => `${kind}.${cause?.code}`).find(knows);
  return key && now === 'local' ? say(key) : say(`state.${now}_why`, {}, 'none');
}

// `page` is the outbox page: {phone, sending, based, nextAt, signs, signIn, toast}.
export function drawRow(page, item) {
  const { id, kind, base, label, state, at, tries, lastAt, files, uploading, refusedFiles, handed } = item;
  const node = copy('t-item');
  const now = page.sending.includes(id) ? 'sending' : state;
  const time = value => moment(value, say);
  const next = now === 'local' && !uploading && item.cause ? Math.max(item.nextAt ?? 0, page.nextAt) : 0;
  fill(node, {
    number: onPlate(label?.number), name: label?.head ?? label?.text ?? say(`kind.${kind}`),
    kind: say(kind === 'survey' && base ? 'kind.survey_again' : `kind.${kind}${label?.undo ? '_undo' : ''}`), made: at && say('out.made', { time: time(at) }),
    why: uploading ? refusedFiles ? say('out.photos_refused', { n: refusedFiles }) : '' : now === 'received' ? item.cause?.[document.documentElement.lang] ?? '' : now === 'local' ? behind(page, item) || why(item, now) : why(item, now),
    tried: tries && lastAt ? say('out.tried', { n: tries, time: time(lastAt) }) : '',
    next: next > page.phone.clock.now() ? say('out.next_try', { time: time(next) }) : '',
    photos: files && !uploading ? say('out.photos', { n: files }) : '',
    handed: handed && now !== 'received' && now !== 'held' ? say('out.handed', { time: time(handed) }) : '',
  });
  $('.plate', node).hidden = !label?.number;
  $('.plate', node).classList.toggle('done', now !== 'refused' && now !== 'conflict');
  $('[data-f=state]', node).append(tag(look(now, uploading ? say('state.files', { n: files }) : say(`state.${now}`))));
  if (['local', 'refused', 'conflict'].includes(now) && !uploading) cure(page, node, item);
  if (now === 'settled' && item.copy) {
    const link = fill(node, { go: say('conflict.own_copy') }).querySelector('[data-act=go]');
    Object.assign(link, { hidden: false, href: `/app/conflicts/${id}` });
  }
  return node;
}

// What it waits for, when it is not the network.
function behind({ based }, { base, after }) {
  return based.has(after) ? say('out.after_home') : based.has(base) ? say('out.after') : '';
}

const LINKS = {
  home: ({ subject }) => `/app/households/${subject}`,
  // Comments are answered where they stand.
  fix: ({ kind, label, cause }) => kind === 'survey' && label?.household ? `/app/households/${label.household}/${cause?.code === 'comments_open' ? 'returned' : 'survey?again'}` : null,
  village: ({ kind, subject }) => `/app/${{ meeting: 'meetings', posting_act: 'postings' }[kind] ?? 'complaints'}/${subject}`,
  petition: ({ subject }) => `/app/petitions/${subject}`, task: () => '/app/tasks', space: () => '/app/more',
  compare: ({ id }) => knows('conflict.title') ? `/app/conflicts/${id}` : null,
};

function cure(page, node, item) {
  const step = cureOf(item);
  const href = LINKS[step]?.(item);
  // One button to sign in is enough: the note above has it.
  const act = href ? step : { fix: 'officer', compare: 'wait', ...page.signs && { sign_in: 'wait' } }[step] ?? step;
  const [link, button] = [$('[data-act=go]', node), $('[data-act=cure]', node)];
  link.hidden = !href;
  if (href) link.href = href;
  fill(node, { go: href ? say(`cure.${step}`) : '', cure: !href && act !== 'wait' ? say(`cure.${act}`) : '' });
  button.hidden = Boolean(href) || act === 'wait';
  button.onclick = () => Promise.resolve(ACTS[act](page, item)).catch(error => page.toast(sayError(error)));
  const remove = $('[data-act=remove]', node);
  // A new home is taken back on its own page, where its people go back as well.
  remove.hidden = item.state !== 'refused' || item.kind === 'household';
  remove.onclick = () => removed(page, item);
}

const ACTS = {
  sign_in: page => page.signIn(),
  reload: () => location.reload(),
  again: async ({ phone }, { id }) => { await phone.outbox.retry(id); await phone.sync.now(); },
  // The key or the sheet may have changed at the commune: its news first.
  renew: async ({ phone }, { id }) => { await phone.sync.now(); await phone.outbox.renew(id); await phone.sync.now(); },
  officer: (_page, { id, label, kind, at, cause }) => sheet('t-officer-sheet', dialog => fill(dialog, {
    about: label?.head ?? label?.text ?? say(`kind.${kind}`), made: say('out.made', { time: moment(at, say) }), code: cause?.code ?? '–', id: id.slice(-6).toUpperCase() })),
};

async function removed({ phone }, { id, label }) {
  const yes = await sheet('t-remove-sheet', dialog => fill(dialog, { ask: say('out.remove', { name: label?.head ?? label?.text ?? '' }) }));
  if (yes) await phone.outbox.remove(id);
}
