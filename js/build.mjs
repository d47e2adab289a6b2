/** Bundles the runtime into dist/: three scripts for browsers, one for Node.js. */

import { build } from "esbuild";

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: import.meta.dirname,
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

try {
  await build(browser);
  await build(node);
} catch {
  // esbuild has printed what is wrong and where.
  process.exitCode = 1;
}
