// The promise of docs/offline.md under random histories (model/live.mjs says how one is lived again).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const RUNS = process.env.GNBV_RUNS ?? (process.env.GNBV_SOAK === '1' ? '5000' : '60');

test(process.env.GNBV_HISTORY ? 'it keeps its promise in one history lived again' : `it keeps its promise in ${RUNS} random histories`, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', fileURLToPath(new URL('model/live.mjs', import.meta.url))],
    { env: { ...process.env, GNBV_RUNS: RUNS }, encoding: 'utf8', maxBuffer: 2 ** 26 });
  assert.equal(status, 0, stdout + stderr);
});
