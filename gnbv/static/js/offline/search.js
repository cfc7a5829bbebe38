// Finding a household: without tone marks, by number, head or any member's name, from the start of words.

const MARKS = /\p{M}/gu;

export const fold = value => value.normalize('NFD').replace(MARKS, '').toLowerCase().replace(/đ/g, 'd');

const words = value => fold(value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const searchable = value => ` ${words(value).join(' ')}`;

// A row of the index: what lists show, and the folded text. Members only where the kit has them.
export function indexRow(data) {
  const members = (data.members ?? []).map(member => member.name ?? '');
  const { members: _, last: __, ...light } = data;
  return { ...light, members, found: [`${data.number ?? ''} ${String(data.number ?? '').replace(/^0+/, '')} ${data.code ?? ''}`, data.head ?? '', ...members].map(searchable) };
}

export function search(rows, query, { village = null, limit = 50 } = {}) {
  const asked = words(query).map(word => ` ${word}`);
  const hits = [];
  for (const row of rows) {
    if (village && row.village !== village) continue;
    const whole = row.found.join('');
    if (!asked.every(word => whole.includes(word))) continue;
    const place = asked.length ? row.found.findIndex(part => asked.every(word => part.includes(word))) : 0;
    const { found, members, ...light } = row;
    const exact = asked.length === 1 && `${row.found[0]} `.includes(`${asked[0]} `);
    hits.push({ rank: exact ? -1 : place < 0 ? 2 : Math.min(place, 2), row: { ...light, match: place > 1 ? members[place - 2] : null } });
  }
  // The very number first, then numbers, heads and members; the order of the kit within.
  return hits.sort((a, b) => a.rank - b.rank).slice(0, limit).map(hit => hit.row);
}
