import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { expect, it } from "vitest";

/** As hosts send them, in bytes. */
function sent(...names: string[]): number {
  const contents = names.map((name) =>
    readFileSync(new URL(`../../dist/${name}`, import.meta.url)),
  );
  return contents.reduce((sum, content) => sum + brotliCompressSync(content).length, 0);
}

// As `make` has built them, or `node build.mjs`.
it("loads at most 60 kB of scripts and styles for what is read and answered", () => {
  expect(sent("page.js", "site.css")).toBeLessThanOrEqual(60_000);
});
