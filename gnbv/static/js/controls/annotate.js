// Drawing on the photo of a question: the drawing is painted into it and takes its place.
import { $ } from '../modules/dom.js';
import { keep, toJpeg } from '../modules/photo.js';
import { pen } from '../modules/photo-sign.js';

export async function act(q, button, { session, ref }) {
  const bytes = await session.draft.file(ref, session.state(ref).value.split('.')[0]).catch(() => null);
  if (!bytes) return;
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  const dialog = $('[data-sheet]', q).content.firstElementChild.cloneNode(true);
  const paper = $('[data-paper]', dialog);
  Object.assign(paper, { width: picture.width, height: picture.height });
  paper.getContext('2d').drawImage(picture, 0, 0);
  picture.close();
  pen(paper, session, { width: Math.max(4, paper.width / 120), colour: '#d00000' });
  $('[data-drop]', dialog).onclick = () => dialog.close();
  $('[data-keep]', dialog).onclick = async () => {
    await keep(session, ref, await toJpeg(paper));
    dialog.close();
  };
  dialog.addEventListener('close', () => { dialog.remove(); button.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}
