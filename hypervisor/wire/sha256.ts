/** SHA-256 (FIPS 180-4), and the keyed hash made of it (RFC 2104, HMAC), for what a web page must be able to carry. */

const BLOCK = 64;
const DIGEST_BYTES = 32;

/** The first 32 bits of the fractional parts of `root` of the first `count` primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function fractions(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = [];
  for (let next = 2; primes.length < count; next += 1)
    if (primes.every((prime) => next % prime !== 0)) primes.push(next);
  return Int32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

const K = fractions(64, Math.cbrt);
const INITIAL = fractions(8, Math.sqrt);

/** The digest of these bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = INITIAL.slice();
  const schedule = new Int32Array(64);
  const padded = pad(bytes);
  for (let at = 0; at < padded.byteLength; at += BLOCK) compress(state, schedule, padded, at);
  const digest = new DataView(new ArrayBuffer(DIGEST_BYTES));
  state.forEach((word, index) => digest.setInt32(4 * index, word));
  return new Uint8Array(digest.buffer);
}

/** The keyed hash of these bytes. */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK);
  block.set(key.length > BLOCK ? sha256(key) : key);
  const within = (mask: number, text: Uint8Array): Uint8Array => {
    const whole = new Uint8Array(BLOCK + text.length);
    whole.set(block.map((byte) => byte ^ mask));
    whole.set(text, BLOCK);
    return sha256(whole);
  };
  return within(0x5c, within(0x36, bytes));
}

/** The bytes, a bit 1, zeros, and the number of bits in 64: whole blocks. */
function pad(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return view;
}

function compress(state: Int32Array, w: Int32Array, block: DataView, at: number): void {
  for (let t = 0; t < 16; t += 1) w[t] = block.getInt32(at + 4 * t);
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15];
    const y = w[t - 2];
    const sigma0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const sigma1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[t] = w[t - 16] + sigma0 + w[t - 7] + sigma1;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let t = 0; t < 64; t += 1) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + sum1 + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
