/** Brotli (RFC 7932) as a site's copies have it. */

import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

/** 16 MiB, the most that every browser takes. */
const windowBits = 24;

/**
 * Compresses in a thread of its own.
 *
 * @param quality 0 to 11
 */
export function brotli(bytes: Uint8Array, quality: number): Promise<Buffer> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: windowBits,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return promisify(brotliCompress)(bytes, { params });
}
