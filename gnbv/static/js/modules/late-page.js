// Templates and words of pages that are opened seldom: they come with the first of them, and then stay in the document.
// The shell keeps them for the day without a network.
import { problem } from '../offline/bytes.js';
import { learn } from './words.js';

const ADDRESS = '/static/bundle/rare.html';
let here = null;

// What cannot come (no network, and no worker has kept it yet) is asked for again.
export function latePage() {
  return here ??= bring().catch(() => {
    here = null;
    throw problem('network');
  });
}

async function bring() {
  const answer = await fetch(ADDRESS);
  if (!answer.ok || !answer.headers.has('X-Gnbv')) throw new Error(`${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  document.body.append(...page.querySelectorAll('template'));
  for (const { textContent } of page.querySelectorAll('script.words')) learn(JSON.parse(textContent));
}
