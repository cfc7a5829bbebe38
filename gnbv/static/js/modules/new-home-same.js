// Who is written down as new may stand in the list already: said beside the names, with the way to that home.
import { fold } from '../offline/search.js';
import { copy, fill, onPlate } from './dom.js';
import { say } from './words.js';

const MOST = 3;

export function drawSame(place, { kit }, people, old) {
  const names = people.filter(({ isNew, name }) => isNew && name?.includes(' ')).map(({ name }) => name);
  const found = new Map(names.flatMap(name => kit.search(name, { limit: MOST })
    .filter(({ head, match }) => fold(match ?? head) === fold(name)).map(home => [home.id, { ...home, name }])));
  if (old) found.delete(old.id);
  const units = Object.fromEntries(kit.units().map(({ id, name }) => [id, name]));
  place.replaceChildren(...[...found.values()].map(({ id, name, head, number, village }) => {
    const node = fill(copy('t-home-same'), { same: say('home.same', { name, head, number: onPlate(number), village: units[village] ?? '' }) });
    node.querySelector('a').href = `/app/households/${id}`;
    return node;
  }));
}
