// The list of my work: groups by need, rows with the house number, and the search that hears no tone marks.
import { search } from '../offline/search.js';
import { $, copy, fill, plate, tag } from './dom.js';
import { day } from './dates.js';
import { tagOf } from './standing-tags.js';
import { LEFT, ORDER, groupOf, look } from './states.js';
import { say } from './words.js';

const MOST = 50;
// Who finds more than that types another letter; drawing more would make each letter slow.
const MOST_FOUND = 20;
const GAP = 8;
const OPEN = ['fix', 'draft', 'todo', 'local'];

export class WorkList {
  constructor(root, kit) {
    Object.assign(this, { root, kit, shown: {} });
    $('[type=search]', root).addEventListener('input', () => { this.search(); this.#raise(); });
  }

  // `list` are the rows of work-rows.js, each with `now`, its standing.
  draw(list, today) {
    Object.assign(this, { list, today });
    this.byId = new Map(list.map(one => [one.id, one]));
    this.#groups();
  }

  #groups() {
    const place = $('[data-f=groups]', this.root);
    const kept = new Map([...place.children].map(node => [node.dataset.group, node.open]));
    place.replaceChildren();
    for (const group of ORDER) {
      const rows = this.list.filter(({ now }) => groupOf(now.state) === group);
      if (!rows.length) continue;
      const node = fill(copy('t-group'), { words: say(`group.${group}`), n: String(rows.length) });
      node.dataset.group = group;
      $('.count', node).classList.add(group === 'fix' ? 'bad' : group === 'local' ? 'unsent' : 'calm');
      node.open = kept.get(group) ?? OPEN.includes(group);
      const list = $('ul', node);
      // A closed group is not built before it is opened, a long one by the part that somebody asks for.
      const build = () => {
        const shown = Math.min(rows.length, this.shown[group] ?? MOST);
        list.append(...rows.slice(list.childElementCount, shown).map(row => this.#row(row)));
        const more = $('[data-act=rest]', node);
        more.hidden = shown === rows.length;
        fill(more, { rest: say('work.rest', { n: Math.min(MOST, rows.length - shown), left: rows.length - shown }) });
      };
      $('[data-act=rest]', node).onclick = () => {
        const from = list.childElementCount;
        this.shown[group] = from + MOST;
        build();
        $('a', list.children[from]).focus();
      };
      if (node.open) build();
      node.addEventListener('toggle', () => node.open && build());
      place.append(node);
    }
    $('[data-f=empty]', this.root).hidden = this.list.length > 0;
    this.search();
  }

  #row(row) {
    const node = copy('t-row');
    $('a', node).href = `/app/households/${row.id}`;
    const { last, people, place, reason, now, match, next, outside, purpose } = row;
    plate(node, row.number, now && !LEFT.includes(groupOf(now.state)));
    fill(node, {
      name: row.head, place, match: match && say('work.match', { name: match }),
      people: people === null ? '' : say('people', { n: people }),
      last: last?.class && say('work.last', { year: last.year, class: say(`class.${last.class}`) }),
      reason: reason === 'petition' || reason === 'sample' ? say(`reason.${reason}`) : '', outside: row.refused ? say('work.new_refused') : row.pending ? say(row.why === 'split' || row.from ? 'work.new_split' : 'work.new') : outside && say('state.outside'),
      next: next && say(next === this.today ? 'work.next_today' : next < this.today ? 'work.next_missed' : 'work.next_on', { day: day(next, this.today) }),
    });
    if (purpose && purpose !== 'main') $('.grow', node).append(tag({ look: 'plain', icon: 'repeat', text: say(`work.${purpose}`) }), ' ');
    $('.grow', node).append(now ? tagOf(now) : tag(look('outside', say('state.outside'))));
    return node;
  }

  // What was found comes up under the field, whatever notes stand above it.
  #raise() {
    const field = $('.withicon', this.root);
    const bar = $('.appbar');
    const top = bar && getComputedStyle(bar).position === 'sticky' ? bar.offsetHeight : 0;
    if ($('[type=search]', this.root).value.trim()) scrollBy({ top: field.getBoundingClientRect().top - top - GAP });
  }

  search() {
    const asked = $('[type=search]', this.root).value.trim();
    $('[data-f=groups]', this.root).hidden = Boolean(asked);
    const found = $('[data-f=found]', this.root);
    found.hidden = !asked;
    found.replaceChildren();
    const own = (this.list ?? []).filter(({ found: words }) => words);
    const hits = asked ? [...search(own, asked), ...this.kit.search(asked, { limit: MOST_FOUND })] : [];
    found.append(...hits.map(hit => this.#row({ ...hit, ...this.byId?.get(hit.id) })));
    fill(this.root, { hits: asked && say(hits.length < MOST_FOUND ? hits.length ? 'work.hits' : 'work.no_hits' : 'work.hits_many', { n: hits.length }) });
  }
}
