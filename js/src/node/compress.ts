/** Compresses a file with Brotli, which Python lacks: `node compress.mjs < job.json`. */

import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { brotli } from "./brotli";

interface Job {
  /** 0 to 11. */
  quality: number;
  file: string;
  output: string;
}

async function main(): Promise<void> {
  const { quality, file, output }: Job = JSON.parse(await text(process.stdin));
  await writeFile(output, await brotli(await readFile(file), quality));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exitCode = 1;
});
