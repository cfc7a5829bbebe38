// A signature drawn with the finger: stored at the end of each stroke as a small picture.
import { own } from './binder-controls.js';
import { keep, toJpeg } from './photo.js';

const ready = new WeakSet();
const shown = new WeakMap();
const STROKE = 4;

export async function write(q, value, { session, ref }) {
  const [canvas] = own(q, '[data-signature]');
  if (!ready.has(canvas)) pen(canvas, session, { done: () => store(canvas, q, session, ref) });
  if (shown.get(canvas) === value) return;
  shown.set(canvas, value);
  blank(canvas);
  const bytes = value && await session.draft.file(ref, value.split('.')[0]).catch(() => null);
  if (!bytes) return;
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
}

export function act(q, button, { session, ref }) {
  const [canvas] = own(q, '[data-signature]');
  blank(canvas);
  shown.set(canvas, '');
  const removeFiles = (session.draft.doc.files ?? []).filter(file => file.ref === ref);
  session.set(ref, '');
  return session.save({ removeFiles });
}

function blank(canvas) {
  const paper = canvas.getContext('2d');
  paper.fillStyle = '#fff';
  paper.fillRect(0, 0, canvas.width, canvas.height);
}

async function store(canvas, q, session, ref) {
  const bytes = await toJpeg(canvas).catch(() => null);
  if (!bytes) return;
  const { sha256 } = await import('../offline/bytes.js');
  shown.set(canvas, `${await sha256(bytes)}.jpg`);
  await keep(session, ref, bytes).catch(error => { own(q, '[data-problem]')[0].textContent = session.say(`unsaved.${error.code}`) || session.say('unsaved'); });
}

// Lets the finger draw on a canvas; `done` is called after each stroke.
export function pen(canvas, session, { width = STROKE, colour = '#10182a', done = () => {} } = {}) {
  ready.add(canvas);
  const paper = canvas.getContext('2d');
  const at = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(clientX - left) * canvas.width / width, (clientY - top) * canvas.height / height];
  };
  canvas.addEventListener('pointerdown', event => {
    if (session.readonly) return session.refuse();
    canvas.setPointerCapture(event.pointerId);
    Object.assign(paper, { lineWidth: width, lineCap: 'round', lineJoin: 'round', strokeStyle: colour });
    paper.beginPath();
    paper.moveTo(...at(event));
    event.preventDefault();
  });
  canvas.addEventListener('pointermove', event => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    paper.lineTo(...at(event));
    paper.stroke();
  });
  canvas.addEventListener('pointerup', done);
}
