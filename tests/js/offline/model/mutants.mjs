// A test that cannot fail proves nothing: each of these breaks one line of a copy of the modules, as a careless change
// might, and the histories must find it. `line` must stand in the file exactly once; `quick` ones are hunted by `make test`,
// from the `seed` that finds them soon.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const OFFLINE = 'gnbv/static/js/offline';

export const MUTANTS = [
  { name: 'the item leaves the outbox before the yes', quick: true, file: `${OFFLINE}/sender.js`,
    line: 'const verdict = await this.#post(items);',
    becomes: 'const verdict = await this.#post(items);\n      for (const { id } of items) await this.outbox.settle(id, "delete", { outcome: "accepted" });' },
  { name: 'saving resolves before the commit', file: `${OFFLINE}/db.js`,
    line: 'const [result] = await Promise.all([this.#work(tx, names, work), finished]);',
    becomes: 'finished.catch(() => {});\n    const result = await this.#work(tx, names, work);' },
  { name: 'a photo goes on a server error', seed: 2, file: `${OFFLINE}/attachments.js`,
    line: "if (status === 429 || status >= 500) return 'server';", becomes: "if (status === 429 || status >= 500) return null;" },
  { name: 'a captive portal is believed', file: `${OFFLINE}/outcomes.js`,
    line: "if (!marked) return { go: 'wait', cause: 'captive' };",
    becomes: "if (!marked) return { go: 'ok', outcomes: ids.map(id => ({ id, outcome: 'accepted' })) };" },
  { name: 'what the commune refused is deleted', quick: true, file: `${OFFLINE}/outcomes.js`,
    line: "return { rejected: 'refused', conflict: 'conflict' }[name] ?? 'keep';",
    becomes: "return { rejected: 'delete', conflict: 'conflict' }[name] ?? 'keep';" },
  { name: 'the worker believes a captive portal', file: 'gnbv/static/sw.js',
    line: "if (!marked) return { go: 'wait', cause: 'captive' };",
    becomes: "if (!marked) return { go: 'ok', outcomes: ids.map(id => ({ id, outcome: 'accepted' })) };" },
  { name: 'the worker deletes what was refused', file: 'gnbv/static/sw.js',
    line: 'if (item && DELETE.includes(result.outcome)) await settle(db, item, result.outcome);',
    becomes: 'if (item) await settle(db, item, result.outcome);' },
  { name: 'a revision goes beside its base', quick: true, seed: 2, file: `${OFFLINE}/sender.js`, line: '!here.has(wire.base) && ', becomes: '' },
  { name: 'the last save is not in what is finished', quick: true, file: `${OFFLINE}/draft.js`,
    line: 'if (before && before.state !== \'draft\') throw problem(\'readonly\');\n      drafts.put(record);',
    becomes: 'if (before && before.state !== \'draft\') throw problem(\'readonly\');\n      if (!before) drafts.put(record);' },
  { name: 'finishing twice makes two items', file: `${OFFLINE}/draft.js`,
    line: "id, kind: 'survey', subject: survey, base", becomes: "id: crypto.randomUUID(), kind: 'survey', subject: survey, base" },
  { name: 'a photo is stored after its answer', file: `${OFFLINE}/draft.js`,
    line: 'for (const { record: photo } of files) if (await isDraft(photo.key)) shelf.put(photo);',
    becomes: 'setTimeout(() => store.put("files", ...files.map(({ record }) => record)), 0);' },
  { name: 'finishing leaves the photos behind', file: `${OFFLINE}/outbox.js`, 
    line: "getAll(id))) shelf.put({ ...file, state: 'ready' });", becomes: "getAll(id))) shelf.put({ ...file, state: 'gone' });" },
  { name: 'signing out throws unsent work away', quick: true, file: `${OFFLINE}/phone.js`,
    line: "kit.clear(); });", becomes: "kit.clear(); });\n    await this.store.run('outbox', 'readwrite', outbox => { outbox.clear(); });" },
  { name: 'the label stands in the clear', quick: true, file: `${OFFLINE}/items.js`,
    line: 'label: await vault.seal(`outbox/${id}/label`, label),', becomes: 'label: await vault.seal(`outbox/${id}/label`, label), plain: label,' },
  { name: 'all people share one store', file: `${OFFLINE}/owners.js`, line: 'gnbv store ${userId}', becomes: 'gnbv store' },
  { name: 'the session hands in another person\'s work', file: `${OFFLINE}/sender.js`,
    line: 'const { device, deposit } = this.owner;', becomes: 'const { device, deposit } = globalThis.lastOwner ??= this.owner;' },
  { name: 'a store that was taken away is not opened again', file: `${OFFLINE}/db.js`, line: 'if (!lost) throw error;', becomes: 'throw error;' },
  { name: 'a restore leaves finished work behind', file: `${OFFLINE}/restore.js`,
    line: "if (await shelf.has(kind, id)) return 'here';", becomes: "if (kind === 'outbox' || await shelf.has(kind, id)) return 'here';" },
  { name: 'a restore leaves photos behind', file: `${OFFLINE}/restore.js`,
    line: "if (await shelf.has(kind, id)) return 'here';", becomes: "if (kind === 'file' || await shelf.has(kind, id)) return 'here';" },
  { name: 'what was given as a file leaves the outbox', file: `${OFFLINE}/handover.js`,
    line: 'if (record) outbox.put({ ...record, handed });', becomes: 'if (record) outbox.delete(id);' },
];

async function copyWith({ file, line, becomes }) {
  const place = await mkdtemp(join(tmpdir(), 'gnbv-mutant-'));
  await Promise.all(['gnbv/static/js', 'gnbv/static/sw.js', 'tests/js/offline', 'tests/package.json']
    .map(part => cp(join(ROOT, part), join(place, part), { recursive: true })));
  await symlink(join(ROOT, 'tests/node_modules'), join(place, 'tests/node_modules'));
  const text = await readFile(join(place, file), 'utf8');
  if (text.split(line).length !== 2) throw new Error(`${file} does not hold once: ${line}`);
  await writeFile(join(place, file), text.replace(line, () => becomes));
  return place;
}

// Whether the histories find the mutant; `why` is what they say.
export async function hunt(mutant, { runs, seed = 1 }) {
  const place = await copyWith(mutant);
  const env = { ...process.env, GNBV_RUNS: String(runs), GNBV_SEED: String(seed), GNBV_SHORTEN_MS: '0', GNBV_HISTORY: '' };
  try {
    const child = spawn(process.execPath, ['--no-warnings', join(place, 'tests/js/offline/model/live.mjs')], { env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', part => { said += part; });
    const code = await new Promise(resolve => child.on('close', resolve));
    return { found: code !== 0, why: said };
  } finally {
    await rm(place, { recursive: true });
  }
}
