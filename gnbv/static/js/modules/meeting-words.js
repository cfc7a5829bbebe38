// How a household's classes are said, and the pages of a meeting open its draft.
import { instantOf } from '../offline/meetings.js';
import { VillageDraft } from '../offline/village-drafts.js';
import { copy, fill } from './dom.js';
import { gone, nameOf, readMeeting } from './village-read.js';
import { say } from './words.js';

const named = key => (key ? say(`class.${key}`) : say('meet.class_none'));

// "2026 · hộ nghèo → cận nghèo": a line for each standard; its name only where there are several.
export function change({ standards }, { key, name }, { before = {}, classes = {} }) {
  const node = copy('t-meeting-change');
  const same = before[key] === classes[key];
  node.dataset.change = same ? 'same' : 'changed';
  return fill(node, { standard: standards.length > 1 ? name : '', before: same ? '' : named(before[key]), after: named(classes[key]), same: same ? say('meet.class_same') : '' });
}

// The meeting with its draft, begun now when it was not; nobody writes into one that left this phone.
export async function take(phone, id) {
  const { meeting, now } = await readMeeting(phone, id);
  if (!['planned', 'draft'].includes(now.state)) throw gone();
  const today = phone.today();
  const fresh = { revision: meeting.revision, held_on: today, started_at: instantOf(today, phone.clock.now()), place: meeting.place,
    attendance: { chair: { count: 1, names: '' }, secretary: { count: 1, names: '' } }, chair: phone.user?.name ?? '', secretary: '', representatives: ['', ''], votes: {}, block: false, together: null, apart: [], at: 0 };
  const draft = await VillageDraft.open(phone, `meeting/${id}`, id, fresh);
  return { meeting, draft, village: nameOf(phone, meeting.village) };
}
