// In the old home's sheet: the way to the new home under the question that says "split", and nobody back into the old
// roster while they stand in the new one. Loaded only for sheets that say so.
import { homesFrom } from '../offline/homes.js';
import { $, copy, fill } from './dom.js';
import { latePage } from './late-page.js';
import { say } from './words.js';

const CHANGE = 'household_change';
const guarded = new WeakMap();
const AWAY = ['moved_out', 'married_out', 'died'];

export async function offer(main, session, { phone, toast }, signal) {
  await latePage();
  const homes = await homesFrom(phone, session.household.id);
  if (signal.aborted) return;
  draw(main, session, homes);
  if (!homes.length || guarded.get(session) === signal) return;
  guarded.set(session, signal);
  session.addEventListener('changed', ({ detail }) => guard(session, homes, detail, toast), { signal });
}

// Words for the end of a sheet that says "split" while no new home is here.
export async function unmade({ household }, phone) {
  await latePage();
  return (await homesFrom(phone, household.id)).length ? '' : say('home.none_made');
}

function draw(main, session, homes) {
  const question = $(`[data-ref="${CHANGE}"]`, main);
  $('[data-home]', main)?.remove();
  if (!question || session.instance.value(CHANGE) !== 'split') return;
  const note = fill(copy('t-home-offer'), { here: homes.length ? '' : say('home.offer') });
  const list = $('[data-f=homes]', note);
  list.hidden = !homes.length;
  list.append(...homes.map(({ id, head, members }) => {
    const line = fill(copy('t-home-offered'), { home: say('home.offered', { head, n: members?.length ?? 0 }) });
    $('a', line).href = `/app/households/${id}`;
    return line;
  }));
  const link = $('[data-act=split]', note);
  link.hidden = session.readonly;
  link.href = `/app/households/${session.household.id}/new-home`;
  question.after(note);
}

// Said at once and put right: an answer that cannot stand is not left to the end.
function guard(session, homes, refs, toast) {
  for (const ref of refs) {
    const [key, id] = ref.split('@');
    if (key === CHANGE && session.instance.value(ref) !== 'split') {
      session.set(CHANGE, 'split');
      toast(say('home.keeps_split', { head: homes[0].head }));
    }
    if (key !== 'stays' || AWAY.includes(session.instance.value(ref))) continue;
    const person = session.instance.value(`person_id@${id}`);
    const home = homes.find(({ members }) => members?.some(one => one.person === person));
    if (!home) continue;
    session.set(ref, 'moved_out');
    toast(say('home.stays', { name: session.nameOf(id), head: home.head }));
  }
}
