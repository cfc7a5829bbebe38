// The list of my work: groups by need, rows with the house number, and the search that hears no tone marks.
import { $, copy, fill, plate, tag } from './dom.js';
import { tagOf } from './standing-tags.js';
import { LEFT, ORDER, groupOf, look } from './states.js';
import { say } from './words.js';

const MOST = 50;
const OPEN = ['fix', 'draft', 'todo', 'local'];

export class WorkList {
  constructor(root, kit) {
    Object.assign(this, { root, kit });
    $('[type=search]', root).addEventListener('input', () => this.search());
  }

  // `list` are the assigned households, each with `now`, its standing.
  draw(list) {
    this.list = list;
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
      // A closed group is not built before it is opened.
      const build = () => list.childElementCount || list.append(...rows.map(row => this.#row(row)));
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
    const { last, members, place, reason, now, match } = row;
    plate(node, row.number, now && !LEFT.includes(groupOf(now.state)));
    fill(node, {
      name: row.head, place, match: match && say('work.match', { name: match }),
      people: members && say('people', { n: members.length }),
      last: last?.class && say('work.last', { year: last.year, class: say(`class.${last.class}`) }),
      reason: reason === 'petition' || reason === 'sample' ? say(`reason.${reason}`) : '',
    });
    $('.grow', node).append(now ? tagOf(now) : tag(look('outside', say('state.outside'))));
    return node;
  }

  search() {
    const asked = $('[type=search]', this.root).value.trim();
    $('[data-f=groups]', this.root).hidden = Boolean(asked);
    const found = $('[data-f=found]', this.root);
    found.hidden = !asked;
    found.replaceChildren();
    const hits = asked ? this.kit.search(asked, { limit: MOST }) : [];
    found.append(...hits.map(hit => this.#row({ ...hit, ...this.byId?.get(hit.id) })));
    fill(this.root, { hits: asked && say(hits.length < MOST ? hits.length ? 'work.hits' : 'work.no_hits' : 'work.hits_many', { n: hits.length }) });
  }
}
