// Finding a household: without tone marks, by number, head or any member's name, from the start of words.

const MARKS = /\p{M}/gu;

export const fold = value => value.normalize('NFD').replace(MARKS, '').toLowerCase().replace(/đ/g, 'd');

const words = value => fold(value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const searchable = value => ` ${words(value).join(' ')}`;

// A row of the index: what lists show, and the folded text. Members only where the kit has them.
export function indexRow(data) {
  const members = (data.members ?? []).map(member => member.name ?? '');
  const { members: _, last: __, ...light } = data;
  return { ...light, members, found: [`${data.number ?? ''} ${data.code ?? ''}`, data.head ?? '', ...members].map(searchable) };
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
    hits.push({ rank: place < 0 ? row.found.length : place, row: { ...light, match: place > 1 ? members[place - 2] : null } });
  }
  // Number and head first, then members; the order of the kit within.
  return hits.sort((a, b) => Math.min(a.rank, 2) - Math.min(b.rank, 2)).slice(0, limit).map(hit => hit.row);
}
