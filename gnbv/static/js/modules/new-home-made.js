// The new home is made: what it is now, and the two ways on.
import { $, copy, fill } from './dom.js';
import { say } from './words.js';

export function drawMade(root, home, { old }, { title }) {
  title(say('home.made'), '', '/app');
  const page = fill(copy('t-home-made'), { made: say(old ? 'home.made_split' : 'home.made_new', { head: home.head, n: home.members.length }),
    head_left: old && home.members.some(({ was }) => was === 'head') ? say('home.head_left', { head: old.head }) : '' });
  const bar = copy('t-home-made-bar');
  const [go, stay] = [$('[data-act=go]', bar), $('[data-act=stay]', bar)];
  go.href = `/app/households/${home.id}/survey`;
  stay.hidden = !old;
  if (old) stay.href = `/app/households/${old.id}/survey`;
  $('[data-act=look]', page).href = `/app/households/${home.id}`;
  root.replaceChildren(page, bar);
  scrollTo(0, 0);
  go.focus({ preventScroll: true });
}
