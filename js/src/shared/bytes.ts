/** Bytes to text and back, digests and gzip: in the page, in a worker and under Node alike. */

/** Bytes that are not shared between threads: what the web's own functions take. */
export type Bytes = Uint8Array<ArrayBuffer>;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const PADDING = "=".charCodeAt(0);
const ascii = new TextDecoder();

/** Written over at every call and never handed out: encoding a frame leaves nothing to collect. */
let scratch = new Uint8Array(4096);

function scratchOf(length: number): Uint8Array {
  if (scratch.length < length) scratch = new Uint8Array(Math.max(length, 2 * scratch.length));
  return scratch;
}

/** What newer browsers have: ECMAScript's `Uint8Array.prototype.toBase64`. */
interface Encodes {
  toBase64?(): string;
}

/** The bytes in the standard base64 alphabet with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  // Ten times as fast with pixels.
  return (bytes as Encodes).toBase64?.() ?? encodeBase64(bytes);
}

/** Of so many bytes. */
export function base64Characters(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

/** The same without the browser's help. */
export function encodeBase64(bytes: Uint8Array): string {
  const whole = bytes.length - (bytes.length % 3);
  const text = scratchOf(base64Characters(bytes.length));
  let end = 0;
  for (let i = 0; i < whole; i += 3) {
    end = writeGroup(text, end, byteAt(bytes, i), byteAt(bytes, i + 1), byteAt(bytes, i + 2));
  }
  const rest = bytes.length - whole;
  if (rest > 0) {
    end = writeGroup(text, end, byteAt(bytes, whole), byteAt(bytes, whole + 1), 0);
    text.fill(PADDING, end - 3 + rest, end);
  }
  return ascii.decode(text.subarray(0, end));
}

/** The byte at `index`, 0 beyond the end. */
function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function writeGroup(text: Uint8Array, at: number, a: number, b: number, c: number): number {
  text[at] = byteAt(CODES, a >> 2);
  text[at + 1] = byteAt(CODES, ((a & 3) << 4) | (b >> 4));
  text[at + 2] = byteAt(CODES, ((b & 15) << 2) | (c >> 6));
  text[at + 3] = byteAt(CODES, c & 63);
  return at + 4;
}

/**
 * The bytes that `text` holds in standard base64.
 *
 * @throws DOMException where `text` is not base64.
 */
export function fromBase64(text: string): Bytes {
  return fromLatin1(atob(text));
}

/** Bytes that are given as one character each, of code 0 to 255. */
export function fromLatin1(characters: string): Bytes {
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** The bytes in lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether they are the same, byte by byte. */
export function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** The SHA-256 digest of the bytes (FIPS 180-4): 32 bytes. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The SHA-256 digest of the bytes in lower-case hexadecimal. */
export async function sha256Hex(bytes: Bytes): Promise<string> {
  return toHex(await sha256(bytes));
}

/** So much is compressed at once. */
const PIECE_BYTES = 65_536;

/**
 * One gzip member (RFC 1952). Engines compress differently: store the result, never remake it.
 *
 * Chromium compresses on the thread that asks, whose other tasks would wait for all of it: half a
 * second of 84x84x4 pixels at 60 frames held keys up by 30 ms.
 *
 * @param rest is waited for between two pieces; not given: nothing is
 */
export async function gzip(bytes: Bytes, rest = () => Promise.resolve()): Promise<Bytes> {
  const { readable, writable } = new CompressionStream("gzip");
  const [packed] = await Promise.all([
    bytesOf(new Response(readable)),
    feed(writable, bytes, rest),
  ]);
  return packed;
}

async function feed(
  writable: WritableStream<Bytes>,
  bytes: Bytes,
  rest: () => Promise<void>,
): Promise<void> {
  const writer = writable.getWriter();
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    if (start > 0) await rest();
    await writer.write(bytes.subarray(start, start + PIECE_BYTES));
  }
  await writer.close();
}

/**
 * What one gzip member holds.
 *
 * @throws TypeError where `bytes` is not a whole gzip member.
 */
export function gunzip(bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return bytesOf(new Response(stream));
}

/** The whole body. Not `Response.bytes()`, which browsers have since 2025 only. */
export async function bytesOf(response: Response): Promise<Bytes> {
  return new Uint8Array(await response.arrayBuffer());
}
