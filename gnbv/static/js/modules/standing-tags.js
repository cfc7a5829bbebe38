// What the lists show of a household's standing: read once from the phone, drawn as a tag.
import { tag } from './dom.js';
import { moment } from './dates.js';
import { byHousehold, look } from './states.js';
import { say } from './words.js';

export async function readStates(phone) {
  const [drafts, items, sent] = await Promise.all([phone.drafts.list(), phone.outbox.list(), phone.outbox.sent()]);
  return byHousehold({ drafts, items, sent, surveys: phone.kit.surveys(), sending: phone.sync.state().sending });
}

export function tagOf({ state, draft, comments, at, files }) {
  if (files && (state === 'received' || state === 'held')) return tag(look('local', say('state.files', { n: files })));
  if (state === 'draft' && draft.section) return tag(look(state, say('state.draft_at', { n: draft.section, of: draft.sections })));
  if (state === 'returned' && comments) return tag(look(state, say('state.returned_n', { n: comments })));
  if (state === 'received' && at) return tag(look(state, say('state.received_at', { time: moment(at, say) })));
  return tag(look(state, say(`state.${state}`)));
}
