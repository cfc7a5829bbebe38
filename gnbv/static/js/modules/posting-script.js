// What is read over the loudspeaker, in letters that an arm's length away can be read from.
import { $, copy } from './dom.js';
import { nameOf, readPosting } from './village-read.js';
import { say } from './words.js';

export async function open(root, { id }, { phone, title }) {
  const { posting } = await readPosting(phone, id);
  title(say('post.script'), nameOf(phone, posting.village), `/app/postings/${id}`);
  root.append(copy('t-posting-script'));
  $('[data-f=lines]', root).append(...posting.script.map(text => Object.assign(document.createElement('p'), { textContent: text })));
  $('[data-act=read]', root).href = `/app/postings/${id}/broadcast`;
}
