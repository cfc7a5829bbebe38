// Petitions at the door: the list of this person's, one being written, and the paper that the family keeps.
import { petitionsOf } from '../offline/petitions.js';
import { latePage } from './late-page.js';
import { look } from './states.js';
import { say } from './words.js';

const PAGES = { list: () => import('./petition-list.js'), form: () => import('./petition-form.js'), slip: () => import('./petition-slip.js') };

export async function open(root, { fresh, petition, household }, services) {
  await latePage();
  const page = await PAGES[fresh ? 'form' : petition ? 'slip' : 'list']();
  return page.open(root, { petition, household }, services);
}

export async function readPetitions({ kit, outbox, sync }) {
  const [entries, items, sent] = await Promise.all([kit.list('petition'), outbox.list(), outbox.sent()]);
  const homes = new Map(kit.rows().map(row => [row.id, row]));
  return petitionsOf(entries, { items, sent }, sync.state().sending)
    .map(one => ({ ...one, plate: homes.get(one.household)?.number ?? one.plate, head: homes.get(one.household)?.head ?? one.head }));
}

// The tag of one: its number as soon as there is one.
const LOOKS = { listed: 'approved', answered: 'settled', conflict: 'refused' };
export const standingOf = ({ state, paper }) => look(LOOKS[state] ?? state, paper && state === 'received' ? say('petition.numbered', { n: paper }) : say(`petition.state.${state}`));
