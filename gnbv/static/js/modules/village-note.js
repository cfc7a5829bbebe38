// On "Việc của tôi" of a village head: what of the village's procedure comes next, and the way to all of it.
import { day } from './dates.js';
import { copy, fill } from './dom.js';
import { latePage } from './late-page.js';
import { readMeetings, readPostings } from './village-read.js';
import { say } from './words.js';

export async function drawVillage(place, phone) {
  const here = await Promise.all(['meeting', 'posting', 'complaint'].map(type => phone.kit.list(type)));
  if (!here.some(list => list.length)) return place.replaceChildren();
  await latePage();
  const node = fill(copy('t-village-note'), { next: await next(phone) });
  place.replaceChildren(node);
}

// A meeting that was begun or comes, else a list to put up or take down.
async function next(phone) {
  const today = phone.today();
  const meetings = await readMeetings(phone);
  const begun = meetings.find(({ now }) => now.state === 'draft');
  if (begun) return say('vill.next_begun');
  const planned = meetings.filter(({ now }) => now.state === 'planned').at(-1);
  if (planned) return say(planned.meeting.planned_on === today ? 'vill.next_today' : 'vill.next_on', { day: day(planned.meeting.planned_on, today), place: planned.meeting.place });
  const postings = await readPostings(phone);
  if (postings.some(({ posting }) => posting.state === 'prepared')) return say('vill.next_post');
  const up = postings.find(({ posting }) => posting.state === 'up');
  if (up) return say(up.posting.until < today ? 'vill.next_down' : 'vill.next_up', { day: day(up.posting.until, today) });
  return say('vill.next_none');
}
