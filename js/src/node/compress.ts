/** Compresses a file with Brotli, which Python lacks: `node compress.mjs < job.json`. */

import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

interface Job {
  /** 0 to 11. */
  quality: number;
  file: string;
  output: string;
}

/** 16 MiB, the most that every browser takes. */
const windowBits = 24;

async function main(): Promise<void> {
  const { quality, file, output }: Job = JSON.parse(await text(process.stdin));
  const bytes = await readFile(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: windowBits,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  await writeFile(output, await promisify(brotliCompress)(bytes, { params }));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exitCode = 1;
});
