// Finding a household: without tone marks, by number, head or any member's name, from the start of words.

const MARKS = /\p{M}/gu;

export const fold = value => value.normalize('NFD').replace(MARKS, '').toLowerCase().replace(/đ/g, 'd');

const words = value => fold(value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const searchable = value => ` ${words(value).join(' ')}`;

// A row of the index: what lists show, and the folded text. Members only where the kit has them.
export function indexRow(data) {
  const members = (data.members ?? []).map(member => member.name ?? '');
  const { members: _, last: __, ...light } = data;
  return { ...light, members, found: [`${String(data.number ?? '').replace(/^0+/, '')} ${String(data.number ?? '').padStart(3, '0')} ${data.code ?? ''}`, data.head ?? '', ...members].map(searchable) };
}

export function search(rows, query, { village = null, limit = 50 } = {}) {
  const asked = words(query).map(word => ` ${word}`);
  // The very number first, then numbers, heads and members; the order of the kit within.
  const ranks = [[], [], [], []];
  for (const row of rows) {
    if (village && row.village !== village) continue;
    if (!asked.every(word => row.found.some(part => part.includes(word)))) continue;
    const place = row.found.findIndex(part => asked.every(word => part.includes(word)));
    const exact = asked.length === 1 && `${row.found[0]} `.includes(`${asked[0]} `);
    ranks[exact ? 0 : place < 0 ? 3 : Math.min(place, 2) + 1].push({ row, place });
  }
  return ranks.flat().slice(0, limit).map(({ row: { found, members, ...light }, place }) => ({ ...light, match: place > 1 ? members[place - 2] : null }));
}
