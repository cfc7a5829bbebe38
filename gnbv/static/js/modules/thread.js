// The thread on a survey: what its collector and the commune wrote to each other. A new line goes through the outbox.
import { moment } from './dates.js';
import { $, copy, fill, sheet } from './dom.js';
import { linesOf } from './thread-lines.js';
import { say } from './words.js';

const LONGEST = 2000;

// `page` is a household's page: {root, phone, label}; `survey` the commune's word on this home, if it has one.
export function drawThread(page, survey, found) {
  const { root, phone } = page;
  $('[data-when=thread]', root).hidden = !survey;
  if (!survey) return;
  const lines = linesOf(survey, found);
  const list = $('[data-f=thread]', root);
  list.hidden = !lines.length;
  list.replaceChildren(...lines.map(({ by, mine, at, text, state }) => fill(copy('t-line'), {
    by: mine ? phone.user?.name : by, text, facts: [moment(at, say), state && say(state === 'local' ? 'visit.local' : `state.${state}`)].filter(Boolean).join(' · '),
  })));
  $('[data-act=message]', root).onclick = () => write(page, survey);
}

async function write({ root, phone, label }, survey) {
  const given = await sheet('t-message-sheet', undefined, (_dialog, { text }) => {
    if (!text.trim()) return say('thread.empty');
    return [...text.trim()].length > LONGEST ? say('thread.long', { n: LONGEST }) : '';
  });
  if (!given) return;
  const text = given.text.trim().normalize('NFC');
  await phone.outbox.add('message', survey.id, { text }, { ...label, survey: survey.id, message: text });
  $('[data-f=thread] li:last-child', root)?.scrollIntoView({ block: 'center' });
}
