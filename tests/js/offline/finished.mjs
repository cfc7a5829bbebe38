// A phone that met its commune's key, and sheets finished on it: where every test of the outbox begins.
import { communeKey, freshDisk, freshLocks, Server, tab } from './world.mjs';

export async function freshPhone() {
  freshDisk();
  freshLocks();
  const commune = await communeKey();
  return { commune, page: await tab({ key: commune.entry }) };
}

// Fills what was begun, or a new sheet of the household, and finishes it.
export async function finish(page, household = 'h1', { draft = null, answers = { household }, addFiles = [], ...more } = {}) {
  const begun = draft ?? await page.drafts.start({ household, round: 'r1', form: 'f', version: '1', label: { number: household } });
  await begun.save({ answers, addFiles, ...more });
  await begun.finish();
  await begun.close();
  return begun;
}

export const serve = options => new Server(options).install();
export const left = async page => (await page.outbox.list()).map(({ id, state, cause }) => ({ id, state, code: cause?.code ?? null }));
