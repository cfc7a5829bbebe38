// The survey that is open in this page, and when it is let go.
import { Session } from './section-session.js';
import { openDraft } from './section-start.js';

let current = null;

// One session serves the pages of one survey, so that the draft's lock is not let go between two sections.
export async function take({ household, round }, { phone, go }) {
  if (current && (current.household.id !== household || current.readonly)) await release();
  current ??= new Session(await openDraft(phone, household, round).catch(error => {
    if (error.code === 'settled') go(`/app/households/${household}`, { replace: true });
    throw error;
  }));
  return current;
}

export async function leave(phone) {
  const { pathname } = location;
  const stays = current && phone.open && pathname.startsWith(`/app/households/${current.household.id}/`) && /\/(survey|returned|new-home)/.test(pathname);
  if (current && !stays) await release();
}

// The other tab let go: what is shown here may be old, so the page is opened again, to be written in.
export function reopen(session, { phone, go }, signal) {
  if (!session.readonly) return;
  phone.on('draft:writable', ({ id }) => id === session.draft.id && go(location.pathname, { replace: true }), { signal });
}

// The draft was changed as a whole: the next page of the survey opens it afresh.
export async function letGo(session) {
  if (current === session) await release();
}

async function release() {
  const left = current;
  current = null;
  await left.close();
}
