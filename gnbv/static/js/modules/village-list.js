// What of the village's procedure is with this person: meetings, lists that are up, complaints taken in.
import { day } from './dates.js';
import { $, copy, fill, tag } from './dom.js';
import { lookOf, nameOf, readComplaints, readMeetings, readPostings } from './village-read.js';
import { say } from './words.js';

export async function open(root, _params, { phone, title }) {
  title(say('vill.title'), phone.kit.units().filter(({ kind }) => kind === 'village').map(({ name }) => name).join(', '), '/app');
  root.append(copy('t-village'));
  const draw = () => drawAll(root, phone);
  await draw();
  return { refresh: event => event === 'kit' || event === 'outbox' || event === 'sync' ? draw() : null };
}

async function drawAll(root, phone) {
  const today = phone.today();
  const [meetings, postings, complaints] = await Promise.all([readMeetings(phone), readPostings(phone), readComplaints(phone)]);
  show(root, 'meetings', meetings.map(({ meeting, now }) => row(`/app/meetings/${meeting.id}`, {
    name: say('vill.meeting', { n: meeting.number, village: nameOf(phone, meeting.village) }),
    when: say('vill.on', { day: day(meeting.held?.held_on ?? meeting.planned_on, today) }), where: meeting.place, count: say('vill.homes', { n: meeting.items.length }) }, lookOf(now.state))));
  show(root, 'postings', postings.map(({ posting, acts }) => row(`/app/postings/${posting.id}`, {
    name: say('vill.posting', { n: posting.number, village: nameOf(phone, posting.village) }),
    when: posting.until ? say('vill.until', { day: day(posting.until, today) }) : '', where: '', count: say('vill.homes', { n: posting.rows.length }) },
  lookOf(acts.some(({ isHere }) => isHere) ? 'local' : posting.state, say(acts.some(({ isHere }) => isHere) ? 'state.local' : `post.state.${posting.state}`)))));
  show(root, 'complaints', complaints.map(one => row(`/app/complaints/${one.id}`, {
    name: one.complainant || say('comp.unnamed'), when: say('comp.taken_on', { day: day(one.received_on, today) }), where: one.about ?? '', count: one.paper ?? '' }, lookOf(one.state, say(`comp.state.${one.state}`, {}, 'state.local')))));
  $('[data-when=none]', root).hidden = meetings.length + postings.length + complaints.length > 0;
}

function show(root, name, rows) {
  $(`[data-when=${name}]`, root).hidden = !rows.length;
  $(`ul[data-f=${name}]`, root).replaceChildren(...rows);
}

function row(href, words, standing) {
  const node = fill(copy('t-village-row'), words);
  $('a', node).href = href;
  $('[data-f=state]', node).append(tag(standing));
  return node;
}
