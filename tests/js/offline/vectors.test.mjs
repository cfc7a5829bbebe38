import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sha256, text, utf8 } from '../../../gnbv/static/js/offline/bytes.js';
import { canonical, digest } from '../../../gnbv/static/js/offline/canonical.js';
import { seal } from '../../../gnbv/static/js/offline/seal.js';
import { openEnvelope } from './world.mjs';

const vectors = name => JSON.parse(readFileSync(new URL(`../../parity/vectors/${name}.json`, import.meta.url)));
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const pair = async ({ kty, crv, x, y, d }) => ({
  privateKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, CURVE, false, ['deriveBits']),
  publicKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y }, CURVE, true, []),
});

test('it writes the canonical text and hash of every shared case', async () => {
  const { cases } = vectors('canonical');
  assert.ok(cases.length >= 60);
  for (const { name, json, canonical: expected, sha256: hash } of cases) {
    const value = JSON.parse(json);
    assert.equal(canonical(value), expected, name);
    assert.equal(await digest(value), hash, name);
    assert.equal(await sha256(utf8(expected)), hash, name);
    assert.equal(canonical(JSON.parse(expected)), expected, name);
  }
});

test('it refuses what cannot be the same text on both sides', () => {
  for (const { name, json } of vectors('canonical').refused) assert.throws(() => canonical(JSON.parse(json)), { code: 'not_canonical' }, name);
  for (const value of [NaN, Infinity, undefined, () => 1, Symbol('x'), [undefined], 10n]) assert.throws(() => canonical(value), { code: 'not_canonical' });
});

test('it leaves out members that are undefined, as JSON does', () => {
  assert.equal(canonical({ b: undefined, a: 1 }), '{"a":1}');
});

test('it seals every shared case to the same bytes', async () => {
  for (const { name, recipient, ephemeral, iv, info, aad, plain, sealed } of vectors('envelope').cases) {
    const fixed = { pair: await pair(ephemeral), iv: new Uint8Array(Buffer.from(iv, 'base64url')) };
    assert.deepEqual(await seal({ kid: sealed.kid, jwk: recipient }, utf8(plain), aad, { info, fixed }), sealed, name);
    assert.equal(text(await openEnvelope(await pair(recipient), sealed, aad, info)), plain, name);
  }
});

test('it never seals twice alike', async () => {
  const [{ recipient, sealed, aad, plain }] = vectors('envelope').cases;
  const twice = await Promise.all([1, 2].map(() => seal({ kid: sealed.kid, jwk: recipient }, utf8(plain), aad)));
  assert.notEqual(twice[0].epk, twice[1].epk);
  assert.notEqual(twice[0].iv, twice[1].iv);
});
