// Notes above every page but a form, that stay until they are dealt with: a new version, a window that forgets,
// little room. One is shown at a time, the others behind a button: the work stays in sight.
import { $, $$, copy, fill, swapIcon } from './dom.js';
import { inOrder } from './news-order.js';
import { say } from './words.js';

export class News {
  constructor(place) {
    Object.assign(this, { place, waiting: [], all: false });
  }

  // `key` names the words: news.<key>, news.<key>.text and, with `act`, news.<key>.act.
  tell(key, { values = {}, look = 'fix', icon = 'info', act = null } = {}) {
    this.drop(key);
    const note = fill(copy('t-news'), { title: say(`news.${key}`, values), text: say(`news.${key}.text`, values), act: act ? say(`news.${key}.act`) : '' });
    Object.assign(note.dataset, { news: key, s: look });
    swapIcon(note, icon);
    $('button', note).onclick = act;
    this.place.append(note);
    this.#show();
  }

  // With the next page: what comes in above a list moves it under the finger.
  later(...note) {
    this.waiting.push(note);
  }

  flush() {
    this.all = false;
    this.#show();
    for (const note of this.waiting.splice(0)) this.tell(...note);
  }

  drop(key) {
    const note = $(`[data-news=${key}]`, this.place);
    if (!note) return;
    note.remove();
    this.#show();
  }

  #show() {
    const notes = new Map($$('[data-news]', this.place).map(note => [note.dataset.news, note]));
    const [first] = inOrder(notes.keys());
    for (const [key, note] of notes) note.hidden = !this.all && key !== first;
    $('[data-more]', this.place)?.remove();
    if (this.all || notes.size < 2) return;
    const more = copy('t-news-more');
    more.textContent = say('news.more', { n: notes.size - 1 });
    more.onclick = () => {
      this.all = true;
      this.#show();
    };
    this.place.append(more);
  }
}
