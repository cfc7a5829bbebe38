import { $ } from './dom.js';

const FINAL = ['handed_in', 'already_decided'];

// Somebody else types here now, or another window: nothing is written over until a person says so. Answers the words.
export function taken(error, words, takeOver) {
  const note = document.createElement('div');
  const said = document.createElement('p');
  note.className = 'note';
  note.dataset.s = 'fix';
  said.textContent = error[document.documentElement.lang === 'en' ? 'en' : 'vi'];
  note.append(said);
  if (!FINAL.includes(error.code)) {
    const button = document.createElement('button');
    button.className = 'btn';
    button.type = 'button';
    button.textContent = words;
    button.onclick = takeOver;
    note.append(button);
  }
  $('#paper-said').replaceChildren(note);
  return said.textContent;
}
