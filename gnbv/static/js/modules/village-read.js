// What this phone knows of the village's procedure: the kit's entries, what is being written, what waits and what left.
import { complaintsOf, standing as actStanding } from '../offline/postings.js';
import { standing } from '../offline/meetings.js';
import { VillageDraft } from '../offline/village-drafts.js';
import { look } from './states.js';
import { say } from './words.js';

export const gone = () => Object.assign(new Error('gone'), { code: 'gone' });
export const nameOf = (phone, village) => phone.kit.units().find(({ id }) => id === village)?.name ?? '';

async function here({ outbox, sync }) {
  const [items, sent] = await Promise.all([outbox.list(), outbox.sent()]);
  return { items, sent, sending: sync.state().sending };
}

export async function readMeetings(phone) {
  const [entries, { items, sent, sending }] = await Promise.all([phone.kit.list('meeting'), here(phone)]);
  const all = await Promise.all(entries.map(async meeting => {
    const draft = await VillageDraft.look(phone, `meeting/${meeting.id}`);
    return { meeting, draft, now: standing(meeting, { draft, items, sent }, sending) };
  }));
  return all.sort((one, other) => (one.meeting.planned_on < other.meeting.planned_on ? 1 : -1));
}

export async function readMeeting(phone, id) {
  const one = (await readMeetings(phone)).find(({ meeting }) => meeting.id === id);
  if (!one) throw gone();
  return one;
}

export async function readPostings(phone) {
  const [entries, { items, sent, sending }] = await Promise.all([phone.kit.list('posting'), here(phone)]);
  return entries.map(posting => ({ posting, acts: actStanding(posting, { items, sent }, sending) }))
    .sort((one, other) => other.posting.number - one.posting.number);
}

export async function readPosting(phone, id) {
  const one = (await readPostings(phone)).find(({ posting }) => posting.id === id);
  if (!one) throw gone();
  return one;
}

export async function readComplaints(phone) {
  const [entries, { items, sent, sending }] = await Promise.all([phone.kit.list('complaint'), here(phone)]);
  return complaintsOf(entries, { items, sent }, sending);
}

// The tag of a meeting, an act or a complaint.
const LOOKS = { planned: 'todo', held: 'received', closed: 'approved', held_back: 'held', checking: 'received', answered: 'settled', withdrawn: 'settled' };
export const lookOf = (state, words = say(`vill.state.${state}`, {}, `state.${state}`)) => look(LOOKS[state] ?? state, words);
