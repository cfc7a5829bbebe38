// A picture: made small and bare of its place and camera, then stored with the draft before anything is shown.
import { $, copy } from './dom.js';
import { own } from './binder-controls.js';
import { problem, sha256 } from '../offline/bytes.js';

const LONGEST = 1280;
const MOST = 2560;
const QUALITY = 0.7;
const drawn = new WeakMap();

export async function write(q, value, { session, ref }) {
  if (drawn.get(q) === value) return;
  drawn.set(q, value);
  const place = own(q, '[data-photos]')[0];
  $('[data-photo]', place)?.remove();
  own(q, '[data-shoot]')[0].textContent = session.say(value ? 'photo.again' : 'photo.take');
  for (const button of own(q, '[data-annotate]')) button.hidden = !value;
  if (!value) return;
  const node = copy('t-photo');
  place.prepend(node);
  const bytes = await session.draft.file(ref, value.split('.')[0]).catch(() => null);
  const picture = $('img', node);
  picture.alt = session.label(ref);
  // A picture that the commune already has may be gone from the phone: its place says so.
  if (!bytes) { picture.remove(); node.append(session.say('photo.sent')); return; }
  picture.onload = () => URL.revokeObjectURL(picture.src);
  picture.src = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
}

export async function act(q, field, { session, ref }) {
  const [file] = field.files;
  const problem = own(q, '[data-problem]')[0];
  if (!file) return;
  problem.textContent = session.say('photo.working');
  try {
    await keep(session, ref, await shrink(file, longestOf(session.node(ref))));
    problem.textContent = '';
  } catch (error) {
    problem.textContent = session.say(error.code ? `unsaved.${error.code}` : 'photo.bad') || session.say('unsaved');
  }
  field.value = '';
}

// One picture a question: it, its answer and what it replaces are one commit.
export async function keep(session, ref, bytes) {
  if (await session.phone.storage.isLow()) throw problem('low');
  const hash = await sha256(bytes);
  const removeFiles = (session.draft.doc.files ?? []).filter(file => file.ref === ref && file.sha256 !== hash);
  const before = session.instance.value(ref);
  // The answer joins the same write; without its picture it would be an answer to nothing.
  session.set(ref, `${hash}.jpg`);
  await session.draft.save({ addFiles: [{ ref, type: 'image/jpeg', bytes }], removeFiles, camera: null }).catch(error => {
    session.set(ref, before);
    throw error;
  });
}

// A sheet may ask for less or for more, as far as a picture of that size can be sent from a village.
const longestOf = ({ parameters }) => Math.min(Number(parameters?.['max-pixels']) || LONGEST, MOST);

// Painting it anew leaves every EXIF field behind, the place among them.
export async function shrink(file, longest) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return toJpeg(canvas);
}

export function toJpeg(canvas) {
  return new Promise((resolve, reject) => canvas.toBlob(blob => blob?.type === 'image/jpeg' ? resolve(blob.arrayBuffer()) : reject(new Error('jpeg')), 'image/jpeg', QUALITY));
}
