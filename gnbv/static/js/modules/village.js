// The village's procedure in the hands of its head: meetings, lists that were put up, complaints. One door for all of them.
import { latePage } from './late-page.js';

const PAGES = {
  village: { '': () => import('./village-list.js') },
  meetings: { '': () => import('./meeting.js'), people: () => import('./meeting-people.js'), room: () => import('./meeting-room.js'), end: () => import('./meeting-end.js'), minutes: () => import('./meeting-minutes.js') },
  postings: { '': () => import('./posting.js'), script: () => import('./posting-script.js'), up: () => import('./posting-act.js'), down: () => import('./posting-act.js'), broadcast: () => import('./posting-act.js'), quiet: () => import('./posting-act.js') },
  complaints: { '': () => import('./complaint-slip.js'), write: () => import('./complaint-form.js') },
};

export async function open(root, { what = 'village', id, step = '' }, services) {
  await latePage();
  const load = PAGES[what]?.[step];
  if (!load) throw Object.assign(new Error('gone'), { code: 'gone' });
  const page = await load();
  return page.open(root, { id, step }, services);
}
