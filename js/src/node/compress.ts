/** Compresses a file with Brotli, which Python lacks: `node compress.mjs < job.json`. */

import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { brotli } from "./brotli";
import { run } from "./run";

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

void run(main());
