// A recording, a film or any other file: kept on the phone before anything else is done with it, or refused with the
// reason. Nothing in it is changed.
import { own } from '../modules/binder-controls.js';
import { sha256 } from '../offline/bytes.js';

export const MOST = 10 * 1024 * 1024;
const SPARE = 20 * 1024 * 1024;
// What the commune takes: anything else is refused here, before it fills the phone.
const ENDS = { 'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'audio/x-m4a': 'm4a', 'audio/webm': 'weba', 'audio/ogg': 'ogg', 'audio/wav': 'wav',
  'audio/x-wav': 'wav', 'audio/amr': 'amr', 'audio/3gpp': '3gp', 'video/mp4': 'mp4', 'video/webm': 'webm', 'video/quicktime': 'mov', 'video/3gpp': '3gp',
  'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'text/csv': 'csv' };
const shown = new WeakMap();

export const megabytes = bytes => `${(Math.ceil(bytes / 104_857.6) / 10).toLocaleString(document.documentElement.lang || 'vi')} MB`;

const kindOf = ({ type }) => type.split(';')[0].trim().toLowerCase();
export const endOf = file => ENDS[kindOf(file)] ?? (kindOf(file).startsWith('audio/') ? 'audio' : '');

export async function write(q, value, { session, ref }) {
  if (shown.get(q) === value) return;
  shown.set(q, value);
  const [place] = own(q, '[data-value]');
  const [sound] = own(q, '[data-play]');
  const { kept, sent } = own(q, '[data-problem]')[0].dataset;
  own(q, '[data-act=file]')[0].hidden = place.hidden = !value;
  sound.hidden = true;
  if (!value) return;
  const [hash] = value.split('.');
  const bytes = await session.draft.file(ref, hash).catch(() => null);
  place.textContent = bytes ? kept.replace('{size}', megabytes(bytes.byteLength)) : sent;
  const type = (session.draft.doc.files ?? []).find(file => file.ref === ref && file.sha256 === hash)?.type ?? '';
  if (!bytes || !type.startsWith('audio/')) return;
  URL.revokeObjectURL(sound.src);
  sound.src = URL.createObjectURL(new Blob([bytes], { type }));
  sound.hidden = false;
}

export async function act(q, field, { session, ref }) {
  const [problem] = own(q, '[data-problem]');
  const others = keep => (session.draft.doc.files ?? []).filter(file => file.ref === ref && file.sha256 !== keep);
  if (field.dataset.act === 'file') {
    session.set(ref, '');
    await session.save({ removeFiles: others('') });
    return;
  }
  const [file] = field.files;
  if (!file) return;
  problem.textContent = '';
  try {
    const refused = await refusal(file, problem.dataset);
    if (refused) { problem.textContent = refused; return; }
    const bytes = await file.arrayBuffer();
    const hash = await sha256(bytes);
    await session.draft.save({ addFiles: [{ ref, type: kindOf(file), bytes }], removeFiles: others(hash) });
    session.set(ref, `${hash}.${endOf(file)}`);
  } catch (error) {
    problem.textContent = session.say(`unsaved.${error.code}`) || problem.dataset.bad;
  } finally {
    field.value = '';
  }
}

// Said before the phone is filled: what the commune would not take, or what has no room here.
async function refusal(file, words) {
  if (!endOf(file)) return words.kind;
  if (file.size > MOST) return words.large.replace('{size}', megabytes(file.size)).replace('{most}', megabytes(MOST));
  const { quota = Infinity, usage = 0 } = await navigator.storage?.estimate?.() ?? {};
  return quota - usage < file.size + SPARE ? words.room.replace('{size}', megabytes(Math.max(0, quota - usage))) : '';
}
