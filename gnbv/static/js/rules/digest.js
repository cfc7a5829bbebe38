// MD5 and the SHA family over text, without waiting: SubtleCrypto only answers later and has no MD5.

const bytesOf = (text) => new TextEncoder().encode(text);

function padded(bytes, block, bigEndian) {
  const lengthBytes = block / 8;
  const size = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const out = new Uint8Array(size);
  out.set(bytes);
  out[bytes.length] = 0x80;
  let bits = BigInt(bytes.length) * 8n;
  for (let at = 0; at < 8; at += 1) {
    out[bigEndian ? size - 1 - at : size - 8 + at] = Number(bits & 255n);
    bits >>= 8n;
  }
  return new DataView(out.buffer);
}

function joined(words, width, littleEndian) {
  const out = new Uint8Array(words.length * width);
  const view = new DataView(out.buffer);
  words.forEach((word, at) => {
    if (width === 8) view.setBigUint64(at * 8, word);
    else view.setUint32(at * 4, word, littleEndian);
  });
  return out;
}

const rotate = (word, by) => (word << by) | (word >>> (32 - by));

function md5(bytes) {
  const turns = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const view = padded(bytes, 64, false);
  for (let start = 0; start < view.byteLength; start += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i += 1) {
      const round = i >> 4;
      const f = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round];
      const at = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] % 16;
      const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296);
      const sum = (a + f + constant + view.getUint32(start + at * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + rotate(sum, turns[round][i % 4])) | 0];
    }
    [a, b, c, d].forEach((word, at) => (state[at] = (state[at] + word) | 0));
  }
  return joined(state, 4, true);
}

function sha1(bytes) {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const view = padded(bytes, 64, true);
  for (let start = 0; start < view.byteLength; start += 64) {
    const words = Array.from({ length: 16 }, (_, at) => view.getUint32(start + at * 4));
    for (let i = 16; i < 80; i += 1) words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    let [a, b, c, d, e] = state;
    for (let i = 0; i < 80; i += 1) {
      const round = Math.floor(i / 20);
      const f = [(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d), b ^ c ^ d][round];
      const sum = rotate(a, 5) + f + e + [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round] + words[i];
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, sum | 0];
    }
    [a, b, c, d, e].forEach((word, at) => (state[at] = (state[at] + word) | 0));
  }
  return joined(state, 4, false);
}

const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

// The first bits of the fraction of a root of a prime, by whole numbers.
function rootBits(prime, root, bits) {
  const scaled = BigInt(prime) << BigInt(bits * root);
  let low = 0n;
  let high = 1n << BigInt(bits + 8);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(root) <= scaled) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(bits, low);
}

function sha2(bytes, bits, start, kept) {
  const [rounds, block] = bits === 32 ? [64, 64] : [80, 128];
  const wide = BigInt(bits);
  const cut = (word) => BigInt.asUintN(bits, word);
  const turn = (word, by) => cut((word >> BigInt(by)) | (word << (wide - BigInt(by))));
  const mix = (word, [a, b, c], shift) => turn(word, a) ^ turn(word, b) ^ (shift ? word >> BigInt(c) : turn(word, c));
  const [S0, S1, s0, s1] =
    bits === 32
      ? [[2, 13, 22], [6, 11, 25], [7, 18, 3], [17, 19, 10]]
      : [[28, 34, 39], [14, 18, 41], [1, 8, 7], [19, 61, 6]];
  const constants = PRIMES.slice(0, rounds).map((prime) => rootBits(prime, 3, bits));
  const state = [...start];
  const view = padded(bytes, block, true);
  const read = (at) => (bits === 32 ? BigInt(view.getUint32(at)) : view.getBigUint64(at));
  for (let from = 0; from < view.byteLength; from += block) {
    const words = Array.from({ length: 16 }, (_, at) => read(from + (at * bits) / 8));
    for (let i = 16; i < rounds; i += 1) {
      words[i] = cut(mix(words[i - 2], s1, true) + words[i - 7] + mix(words[i - 15], s0, true) + words[i - 16]);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < rounds; i += 1) {
      const one = h + mix(e, S1) + ((e & f) ^ (cut(~e) & g)) + constants[i] + words[i];
      const two = mix(a, S0) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + one), c, b, a, cut(one + two)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] = cut(state[at] + word)));
  }
  return joined(bits === 32 ? state.map(Number) : state, bits / 8, false).slice(0, kept);
}

const roots = (from, bits) => PRIMES.slice(from, from + 8).map((prime) => rootBits(prime, 2, bits));
const ALGORITHMS = {
  MD5: md5,
  "SHA-1": sha1,
  "SHA-256": (bytes) => sha2(bytes, 32, roots(0, 32), 32),
  "SHA-384": (bytes) => sha2(bytes, 64, roots(8, 64), 48),
  "SHA-512": (bytes) => sha2(bytes, 64, roots(0, 64), 64),
};

// The bytes of a digest, or null for an algorithm that is not known.
export const digestBytes = (text, algorithm) => ALGORITHMS[algorithm.toUpperCase()]?.(bytesOf(text)) ?? null;
