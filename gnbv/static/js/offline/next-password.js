// A password that was reset and given while the phone is open: it waits, sealed, for the lock to take it. The page may
// be gone before the next PIN.
const KEY = 'next-password';
const PLACE = `meta/${KEY}`;

export const keepNext = async ({ store, vault }, password) => store.put('meta', { key: KEY, sealed: await vault.seal(PLACE, { password }) });
export const forgetNext = ({ store }) => store.delete('meta', KEY);

// What just opened the phone (`proof`) wraps it. Throws as Vault.change: it is tried again at the next opening.
export async function takeNext({ store, vault }, proof) {
  const kept = await store.get('meta', KEY);
  if (!kept) return;
  await vault.change(await vault.unseal(PLACE, kept.sealed), proof);
  await store.delete('meta', KEY);
}
