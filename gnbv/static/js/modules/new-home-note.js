// On the page of a home that the commune has not confirmed: how it stands, what the commune said, and taking it back
// while nothing of it has left.
import { HomeRoster } from '../offline/home-roster.js';
import { undoHome, undoable } from '../offline/homes.js';
import { $, $$, copy, fill, sheet } from './dom.js';
import { latePage } from './late-page.js';
import { tagOf } from './standing-tags.js';
import { say, sayError } from './words.js';

// `page` is a household's page: {root, phone, data}; `found` its states. True when nothing is left to do here.
export async function drawHome({ root, phone, data }, found, { go, toast }) {
  await latePage();
  $('[data-home-note]', root)?.remove();
  const mine = ({ kind, label }) => kind === 'household' && label?.household === data.id;
  const item = found.items.find(mine);
  const cause = found.sent.find(mine)?.cause;
  const refused = cause?.code === 'household_refused';
  if (!data.pending && !refused) return false;
  const unheard = item?.state === 'refused';
  const lang = document.documentElement.lang;
  const split = Boolean(data.from);
  const note = fill(copy('t-home-note'), {
    state: say(refused ? 'home.state_refused' : unheard ? 'home.state_unheard' : split || data.why === 'split' ? 'home.state_split' : 'home.state_unregistered'),
    why: refused ? cause[lang] ?? cause.vi ?? say('home.why_refused') : unheard ? item.cause?.[lang] ?? item.cause?.vi ?? say('out.unheard')
      : say(!item ? 'home.why_sent' : item.state === 'waits' ? 'home.why_waits' : 'home.why_local'),
    then: refused && split ? say('home.refused_split') : '', old: split ? say('home.old') : '',
  });
  note.dataset.homeNote = '';
  note.dataset.s = refused || unheard ? 'fix' : 'info';
  if (split) $('[data-act=old]', note).href = `/app/households/${data.from}`;
  const button = $('[data-act=undo]', note);
  button.hidden = !await undoable(phone, data.id);
  button.onclick = () => undo(phone, data, go, toast).catch(error => toast(sayError(error)));
  $('section.card', root).after(note);
  // Said once: the commune has decided, or home and sheet wait for the same network.
  if (refused) $('[data-f=state]', root).replaceChildren(tagOf({ state: 'settled' }));
  for (const part of $$(refused ? '[data-f=told], [data-when=visits], [data-go=petition]' : item ? '[data-f=told]' : '.none', root)) part.hidden = true;
  return refused;
}

async function undo(phone, { id, head, from }, go, toast) {
  const yes = await sheet('t-home-undo', dialog => fill(dialog, { ask: say('home.undo', { head }), then: say(from ? 'home.undo_split' : 'home.undo_new') }));
  if (!yes) return;
  const { back } = await undoHome(phone, id, async ({ form, version }) => new HomeRoster((await phone.kit.form(form, version)).compiled));
  await go(from ? `/app/households/${from}` : '/app', { replace: true });
  toast(say(back ? 'home.undone' : 'home.undone_sent'));
}
