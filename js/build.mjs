/**
 * Bundles the runtime into dist/: three scripts for browsers, one for Node.js.
 * `node build.mjs bench SITE` bundles the benchmarks instead.
 */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  bundle: true,
  format: "esm",
  // Pyodide imports it under Node.js only, and nothing here opens a socket.
  alias: { ws: "./src/node/no-websocket.ts" },
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  outdir: "dist",
};

/** @type {import("esbuild").BuildOptions} */
const browser = {
  ...common,
  entryPoints: {
    page: "src/page/main.ts",
    worker: "src/worker/main.ts",
    sw: "src/sw/main.ts",
  },
  platform: "browser",
  target: "es2022",
  // Pyodide imports these where it finds itself under Node.js, nowhere else.
  external: ["node:*"],
};

/** @type {import("esbuild").BuildOptions} */
const node = {
  ...common,
  entryPoints: { rerun: "src/node/rerun.ts" },
  // Node.js takes it for a module wherever it lies; it is never served.
  outExtension: { ".js": ".mjs" },
  platform: "node",
  target: "node20",
};

/**
 * Page and worker of the benchmarks, into the site that they measure.
 *
 * @param {string} site
 * @returns {import("esbuild").BuildOptions}
 */
const bench = (site) => ({
  ...browser,
  entryPoints: { bench: "src/bench/page.ts", loop: "src/bench/loop.ts" },
  outdir: site,
});

const [what, site] = process.argv.slice(2);
try {
  if (what === "bench") await build(bench(site));
  else {
    await build(browser);
    await build(node);
  }
} catch {
  // esbuild has printed what is wrong and where.
  process.exitCode = 1;
}
