// Writes into the kit: which entry lies in which sealed block, what the index says of it, and which forms and
// packs may go. All of one page in one commit.
import { done } from './db.js';
import { indexRow } from './search.js';

// What lists need of an entry without opening its block.
const LIGHT = {
  household: indexRow,
  survey: ({ revision, comments, ...light }) => ({ ...light, revision: revision && { id: revision.id, number: revision.number },
    open: (comments ?? []).filter(comment => !comment.reply).length }),
};

const BLOCK = { survey: 10 };
const BLOCK_OF_OTHERS = 100;
export const LIBRARY = ['form', 'pack'];
export const libraryKey = (type, data) => `${type}:${data[type]}@${data.version}`;

export async function applyTo({ store, vault, index, block: read }, entries, removed, progress, used) {
  const blocks = {}, library = [];
  const block = async name => blocks[name] ??= await read(name);
  for (const entry of removed) await remove(index, block, entry);
  for (const entry of entries) {
    const { type, id, hash, data } = entry;
    if (LIBRARY.includes(type)) {
      const key = libraryKey(type, data);
      index.library[`${type}/${id}`] = { hash, key };
      library.push({ key, hash, data });
    } else {
      await put(index, block, entry);
    }
  }
  Object.assign(index, progress);
  const records = await Promise.all(Object.entries({ ...blocks, index })
    .map(async ([key, value]) => ({ key, sealed: await vault.seal(`kit/${key}`, value) })));
  const current = new Set(Object.values(index.library).map(({ key }) => key));
  await store.run(['kit', 'library'], 'readwrite', async (kit, shelf) => {
    for (const record of records) kit.put(record);
    for (const item of library) shelf.put(item);
    for (const key of await done(shelf.getAllKeys())) if (!current.has(key) && !used(key)) shelf.delete(key);
  });
}

async function put(index, block, { type, id, hash, data }) {
  const ids = index.types[type] ??= {};
  const name = ids[id]?.block ?? roomFor(index, type);
  (await block(name))[id] = data;
  if (!ids[id]) index.blocks[name] = (index.blocks[name] ?? 0) + 1;
  ids[id] = { hash, block: name };
  if (LIGHT[type]) index.rows[type][id] = LIGHT[type](data);
}

async function remove(index, block, { type, id }) {
  if (LIBRARY.includes(type)) {
    delete index.library[`${type}/${id}`];
    return;
  }
  const place = index.types[type]?.[id];
  if (!place) return;
  delete (await block(place.block))[id];
  delete index.types[type][id];
  delete index.rows[type]?.[id];
}

// The newest block of a type while it has room. Emptied places are not refilled: blocks only thin out.
function roomFor(index, type) {
  const names = Object.keys(index.blocks).filter(name => name.startsWith(`${type}:`));
  const last = names.at(-1);
  return last && index.blocks[last] < (BLOCK[type] ?? BLOCK_OF_OTHERS) ? last : `${type}:${names.length}`;
}
