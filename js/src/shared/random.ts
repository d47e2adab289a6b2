/** Every random choice of a session comes from its seed, by way of the streams made here. */

import { sha256 } from "./bytes";

type State = [number, number, number, number];

const TWO_TO_26 = 2 ** 26;
const TWO_TO_53 = 2 ** 53;

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * The generator xoshiro128** 1.1.
 *
 * Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM Transactions
 * on Mathematical Software 47(4), doi:10.1145/3460772. Its twin is `gymbrowser/bridge/random.py`.
 */
export class Xoshiro128StarStar {
  readonly #state: State;

  /**
   * @param state Four 32-bit words, not all zero.
   * @throws RangeError where all are zero: the generator would never leave that state.
   */
  constructor(state: Readonly<State>) {
    if (state.every((word) => word === 0)) {
      throw new RangeError("xoshiro128** cannot start from a state of only zeros.");
    }
    this.#state = [...state];
  }

  /** The next output: an integer in [0, 2^32). */
  next(): number {
    const s = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** A float in [0, 1) with 53 random bits, made of the next two outputs. */
  uniform(): number {
    const high = this.next() >>> 5;
    const low = this.next() >>> 6;
    return (high * TWO_TO_26 + low) / TWO_TO_53;
  }
}

/** The random numbers of one purpose; `seed32` is for generators that take a seed, like `reset`. */
export class Stream extends Xoshiro128StarStar {
  /** An integer in [0, 2^32). */
  readonly seed32: number;

  constructor(state: Readonly<State>) {
    super(state);
    this.seed32 = state[0];
  }
}

/**
 * The stream of one purpose: the first four little-endian words of SHA-256 of `<seedHex>/<path>`.
 *
 * @param seedHex The session's seed: 128 bits in lower-case hexadecimal.
 * @param path Names the purpose, as in `game/main/1/0/environment`.
 */
export async function deriveStream(seedHex: string, path: string): Promise<Stream> {
  const digest = await sha256(new TextEncoder().encode(`${seedHex}/${path}`));
  const view = new DataView(digest.buffer);
  const word = (index: number) => view.getUint32(4 * index, true);
  return new Stream([word(0), word(1), word(2), word(3)]);
}
