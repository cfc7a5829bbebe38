// The camera may take all the memory of a small phone, and this page with it. So before any chooser of files opens,
// everything is on the disk with a mark at this question; who comes back finds the question, and is told.
import { $, copy } from './dom.js';

// Fields that may open now, and the one whose chooser this very page has opened.
const passed = new WeakSet();
let here = null;
let isBack = false;

// Holds a click on a field for files back until all is stored; answers whether it was one.
export function beforeCamera(event, session) {
  const field = event.target;
  if (!field.matches('input[type=file][data-act-change]')) return false;
  if (passed.delete(field) || session.readonly) return true;
  event.preventDefault();
  store(field, session);
  return true;
}

async function store(field, session) {
  const { ref } = field.closest('[data-ref]').dataset;
  // What could not be stored is told by the page; a picture would find no room either.
  if (!await session.save({ camera: { ref } })) return;
  here = field;
  field.addEventListener('cancel', () => came(session, ref), { once: true });
  passed.add(field);
  field.click();
}

// The picture came, or the person wants none: the mark goes.
export async function came(session, ref) {
  here = null;
  if (session.draft.doc.camera?.ref === ref) await session.save({ camera: null });
}

// At the question where a page before this one went away under the camera.
export function remind(session, section, root, goTo) {
  const { ref } = session.draft.doc.camera ?? {};
  if (!ref || here?.isConnected || session.readonly || session.sectionOf(ref) !== section) return;
  goTo(ref);
  const q = $(`[data-ref="${CSS.escape(ref)}"]`, root);
  const field = q && $('input[type=file][data-act-change]', q);
  if (!field || $('[data-camera]', q)) return;
  const note = copy('t-camera');
  const place = field.closest('[data-photos]') ?? field.closest('label');
  place.before(note);
  field.addEventListener('change', () => note.remove(), { once: true });
  $('[data-act=shoot]', note).onclick = () => field.click();
  $('[data-act=leave]', note).onclick = () => { note.remove(); came(session, ref); };
}

// Back to the draft that waits for its picture, whatever address this page was opened at; once.
export async function comeBack(phone) {
  if (isBack) return;
  isBack = true;
  const draft = (await phone.drafts.list()).find(({ state, camera }) => state === 'draft' && camera);
  if (draft) history.replaceState(null, '', `/app/households/${draft.household}/survey`);
}
