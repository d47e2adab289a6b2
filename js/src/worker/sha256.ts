/**
 * SHA-256 (FIPS 180-4) in the same tick and without garbage.
 *
 * `crypto.subtle` answers later, with a promise and two objects per digest; then a step could not be
 * handed to the journal before its digest has come, and 100 ms would no longer be a promise.
 */

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
/** Of the square roots of the first eight. */
const INITIAL = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

const blockBytes = 64;
const lengthBytes = 8;

/** Bytes of a digest. */
export const digestBytes = 32;

/** Reuses its memory: one is enough for any number of messages, one after the other. */
export class Sha256 {
  readonly #state = new Int32Array(8);
  readonly #schedule = new Int32Array(64);
  /** The end of a message with its padding: one block or two. */
  readonly #tail = new Uint8Array(2 * blockBytes);
  readonly #tailView = new DataView(this.#tail.buffer);

  /** Writes the digest of `message` to the first 32 bytes of `target`. */
  digest(message: Uint8Array, target: Uint8Array): void {
    this.#state.set(INITIAL);
    const whole = message.length - (message.length % blockBytes);
    for (let at = 0; at < whole; at += blockBytes) this.#compress(message, at);
    this.#finish(message, whole);
    for (let i = 0; i < digestBytes; i += 1) {
      target[i] = (this.#state[i >> 2] as number) >>> (24 - 8 * (i & 3));
    }
  }

  #finish(message: Uint8Array, whole: number): void {
    const rest = message.length - whole;
    const end = rest + 1 + lengthBytes > blockBytes ? 2 * blockBytes : blockBytes;
    this.#tail.fill(0);
    for (let i = 0; i < rest; i += 1) this.#tail[i] = message[whole + i] as number;
    this.#tail[rest] = 0x80;
    this.#tailView.setUint32(end - 8, Math.floor(message.length / 2 ** 29));
    this.#tailView.setUint32(end - 4, message.length << 3);
    for (let at = 0; at < end; at += blockBytes) this.#compress(this.#tail, at);
  }

  /** One block of 64 bytes, see FIPS 180-4, section 6.2.2. */
  #compress(bytes: Uint8Array, at: number): void {
    const w = this.#schedule;
    expand(w, bytes, at);
    const state = this.#state;
    let a = state[0] as number;
    let b = state[1] as number;
    let c = state[2] as number;
    let d = state[3] as number;
    let e = state[4] as number;
    let f = state[5] as number;
    let g = state[6] as number;
    let h = state[7] as number;
    for (let i = 0; i < 64; i += 1) {
      const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const choice = (e & f) ^ (~e & g);
      const first = (h + sum1 + choice + (ROUND_CONSTANTS[i] as number) + (w[i] as number)) | 0;
      const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + sum0 + majority) | 0;
    }
    state[0] = (state[0] as number) + a;
    state[1] = (state[1] as number) + b;
    state[2] = (state[2] as number) + c;
    state[3] = (state[3] as number) + d;
    state[4] = (state[4] as number) + e;
    state[5] = (state[5] as number) + f;
    state[6] = (state[6] as number) + g;
    state[7] = (state[7] as number) + h;
  }
}

/** The message schedule of the block at `at`. */
function expand(w: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i += 1) {
    const j = at + 4 * i;
    w[i] =
      ((bytes[j] as number) << 24) |
      ((bytes[j + 1] as number) << 16) |
      ((bytes[j + 2] as number) << 8) |
      (bytes[j + 3] as number);
  }
  for (let i = 16; i < 64; i += 1) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = sigma1 + (w[i - 7] as number) + sigma0 + (w[i - 16] as number);
  }
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}

function fraction(root: number): number {
  return (root % 1) * 2 ** 32;
}
