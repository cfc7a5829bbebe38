// "Đăng nhập lại": the server knows this session no more. The work stays here; the note with its button stands wherever
// somebody would wait for it.
import { $, fill, sheet } from './dom.js';
import { say, sayError } from './words.js';

// `page` is {phone, toast, signInAgain}.
export async function signAgain({ phone, toast, signInAgain }) {
  const { user } = phone;
  const given = await sheet('t-sign-in-sheet', dialog => {
    fill(dialog, { name: user?.name });
    // After signing out this phone has no name any more: it is asked for.
    const field = $('[data-when=username]', dialog);
    field.hidden = Boolean(user);
    $('input', field).required = !user;
  });
  if (given) await signInAgain(given.password, given.username).catch(error => toast(sayError(error)));
}

export function drawSignAgain(root, page, { signIn, waits }) {
  const note = $('[data-when=sign-in]', root);
  note.hidden = !signIn;
  fill(note, { sign_why: say(waits ? 'sign.waits' : 'sign.rest') });
  $('[data-act=sign-in]', note).onclick = () => signAgain(page);
}
