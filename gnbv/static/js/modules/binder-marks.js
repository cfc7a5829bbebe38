// What stands around an answer: last year, the supervisor's comments, the collector's note and "hỏi lại sau".
import { copy, fill } from './dom.js';
import { day, dayOf } from './dates.js';

export function drawComments(q, ref, session, own) {
  const [last] = own(q, '[data-last]');
  if (last) {
    const was = session.last(ref);
    last.hidden = !was;
    if (was) last.querySelector('span').textContent = session.say('last', { year: session.year, text: was.text });
  }
  const [place] = own(q, '[data-comments]');
  if (place && !place.children.length) {
    for (const comment of session.commentsOn(ref)) place.append(drawComment(comment, session));
    place.hidden = !place.children.length;
  }
  const [marks] = own(q, '[data-marks]');
  if (marks) drawMarks(marks, ref, session.meta);
}

export function drawMarks(marks, ref, { later = [], notes = {} }) {
  const [tag, note] = marks.children;
  tag.hidden = !later.includes(ref);
  note.textContent = notes[ref] ?? '';
  marks.hidden = tag.hidden && !notes[ref];
}

export function drawComment(comment, session) {
  const node = fill(copy('t-comment'), { author: comment.author, role: session.say('comment', { role: session.say(`role.${comment.role}`), at: day(dayOf(comment.at), session.phone.today()) }), text: comment.text });
  node.classList.toggle('done', session.replied(comment));
  return node;
}
