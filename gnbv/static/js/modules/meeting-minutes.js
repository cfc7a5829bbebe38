// The minutes on the screen, as the commune prints them: to be read out, shown, and printed where a printer is.
import { endOf, instantOf, payloadOf, stateOf } from '../offline/meetings.js';
import { factsOf, minutes } from '../offline/minutes.js';
import { $, copy } from './dom.js';
import { gone, nameOf, readMeeting } from './village-read.js';
import { say } from './words.js';

export async function open(root, { id }, { phone, title }) {
  const { meeting, draft, now } = await readMeeting(phone, id);
  const state = await stateFor(phone, meeting, draft, now);
  if (!state) throw gone();
  title(say('meet.minutes'), nameOf(phone, meeting.village), `/app/meetings/${id}${draft ? '/end' : ''}`);
  root.append(copy('t-meeting-minutes'));
  const ended = endOf(state.started_at, state.ended_at ?? instantOf(state.held_on, phone.clock.now()));
  const told = payloadOf(meeting, { ...state, ended_at: ended });
  $('[data-f=paper]', root).append(...minutes(factsOf(meeting, state, told)).map(block => DRAWN[block.kind](block)));
  $('[data-act=print]', root).onclick = () => print();
}

// What is written here, else what left from here, else what the commune has.
async function stateFor(phone, meeting, draft, { item }) {
  if (draft) return draft;
  const own = item && await phone.outbox.item(item.id);
  const told = own ?? meeting.held;
  return told ? stateOf(told) : null;
}

const made = (name, className, ...parts) => {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...parts);
  return node;
};

const DRAWN = {
  mark: ({ text }) => made('p', 'paper-mark', text),
  head: ({ left, right }) => made('div', 'paper-head', made('div', '', ...left.map(text => made('p', '', text))), made('div', '', ...right.map(text => made('p', '', text)))),
  title: ({ text, under }) => made('div', 'paper-title', made('h2', '', text), ...under.map(one => made('p', '', one))),
  section: ({ text }) => made('h3', '', text),
  line: ({ text, is_strong: strong }) => made('p', strong ? 'strong' : '', text),
  table: ({ columns, rows }) => {
    const line = ({ cells }) => made('tr', '', ...cells.map((text, at) => made('td', columns[at].align === 'center' ? 'center' : '', text)));
    const group = ({ group: text }) => Object.assign(made('th', 'paper-group', text), { colSpan: columns.length });
    const body = made('tbody', '', ...rows.map(row => (row.group ? made('tr', '', group(row)) : line(row))));
    const table = made('table', '', made('thead', '', made('tr', '', ...columns.map(({ text }) => Object.assign(made('th', '', text), { scope: 'col' })))), body);
    return Object.assign(made('div', 'paper-wide', table), { tabIndex: 0 });
  },
  signs: ({ columns }) => made('div', 'paper-signs', ...columns.map(({ title, hint, names }) => made('div', '', made('p', 'strong', title), made('p', 'hint', hint), made('p', 'paper-room'), ...names.map(name => made('p', '', name))))),
  foot: ({ text }) => made('p', 'paper-foot', text),
};
