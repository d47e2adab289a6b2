/** Pixels as a PNG file. Source: W3C, Portable Network Graphics (Third Edition), sections 5, 9, 11. */

import { deflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** @param rgb uint8 of shape [height, width, 3], in C order */
export function pngOf(rgb: Uint8Array, width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits, and three colours; no other method, and no interlacing.
  head.set([8, 2, 0, 0, 0], 8);
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows(rgb, width, height)))];
  return Buffer.concat([signature, ...parts, chunk("IEND", Buffer.alloc(0))]);
}

/** Each row as what differs from the one above it (filter type 2): drawings are mostly zeros then. */
function rows(rgb: Uint8Array, width: number, height: number): Buffer {
  const length = 3 * width;
  const filtered = Buffer.alloc((length + 1) * height);
  for (let row = 0; row < height; row++) {
    const [from, to] = [row * length, row * (length + 1)];
    filtered[to] = 2;
    for (let at = 0; at < length; at++) {
      const above = row === 0 ? 0 : (rgb[from - length + at] as number);
      filtered[to + 1 + at] = ((rgb[from + at] as number) - above) & 0xff;
    }
  }
  return filtered;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crc(body), body.length + 4);
  return frame;
}

function crc(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (remainders[(rest ^ byte) & 0xff] as number) ^ (rest >>> 8);
  return ~rest >>> 0;
}
