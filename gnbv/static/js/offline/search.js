// Finding a household: without tone marks, by number, head or any member's name, from the start of words.

const MARKS = /\p{M}/gu;

export const fold = value => value.normalize('NFD').replace(MARKS, '').toLowerCase().replace(/đ/g, 'd');

const words = value => fold(value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const searchable = value => ` ${words(value).join(' ')}`;

// What lists need of an entry without opening its block. Members only where the kit has them.
const ROWS = {
  household({ members: people, last, ...row }) {
    const members = (people ?? []).map(member => member.name ?? '');
    const numbers = `${String(row.number ?? '').replace(/^0+/, '')} ${String(row.number ?? '').padStart(3, '0')} ${row.code ?? ''}`;
    return { ...row, people: people?.length ?? null, last: last && { year: last.year, class: last.class }, members,
      found: [numbers, row.head ?? '', ...members].map(searchable) };
  },
  inbox: ({ id, read }) => ({ id, read }),
  survey: ({ revision, comments, ...row }) => ({ ...row, revision: revision && { id: revision.id, number: revision.number },
    comments: (comments ?? []).map(({ at, reply }) => ({ at, reply: Boolean(reply) })) }),
};

export const light = (type, data) => ROWS[type]?.(data);

// A row as lists get it.
export const plain = ({ found, members, ...row }) => row;

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
  return ranks.flat().slice(0, limit).map(({ row, place }) => ({ ...plain(row), match: place > 1 ? row.members[place - 2] : null }));
}
