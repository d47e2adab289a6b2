/**
 * Bundles the runtime into dist/: scripts for browsers and for Node.js.
 * `node build.mjs bench SITE` bundles the benchmarks instead, `node build.mjs crowd FOLDER` the crowd,
 * `node build.mjs endurance FOLDER` the long session, `node build.mjs decide FOLDER` policies alone.
 */

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import translated from "./src/page/strings/translated.json" with { type: "json" };

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
    worker: "src/worker/main.ts",
    sw: "src/sw/main.ts",
    game: "src/game/main.ts",
    judging: "src/judging/main.ts",
    joystick: "src/joystick/main.ts",
    microphone: "src/microphone/main.ts",
    surveyjs: "src/surveyjs/main.ts",
    webgpu: "src/webgpu/main.ts",
  },
  platform: "browser",
  target: "es2022",
  // Pyodide imports these where it finds itself under Node.js, nowhere else.
  external: ["node:*"],
};

/**
 * A script that another one makes a worker of, as a text.
 *
 * @param {string} entry
 * @returns {Promise<string>}
 */
async function textOf(entry) {
  const built = await build({
    ...browser,
    entryPoints: { text: entry },
    format: "iife",
    write: false,
  });
  return JSON.stringify(built.outputFiles[0].text);
}

/**
 * No module: a sandboxed frame has no origin, and hosts give modules to their own origin only. So the
 * page can say there what is wrong.
 *
 * @type {import("esbuild").BuildOptions}
 */
const page = { ...browser, entryPoints: { page: "src/page/main.ts" }, format: "iife" };

/**
 * The look of the page.
 *
 * @type {import("esbuild").BuildOptions}
 */
const style = { ...browser, entryPoints: { site: "../templates/site/site.css" } };

/**
 * What the page says, but in English: of each language a file, loaded where it is spoken.
 *
 * @type {import("esbuild").BuildOptions}
 */
const strings = {
  ...browser,
  entryPoints: Object.fromEntries(
    translated.map((tag) => [`strings/${tag}`, `src/page/strings/${tag}/index.ts`]),
  ),
  // Scripts of modules are UTF-8 wherever they lie; escapes would make some of them twice as large.
  charset: "utf8",
};

/**
 * What `gymbrowser dev` puts before the page: part of no site.
 *
 * @type {import("esbuild").BuildOptions}
 */
const dev = { ...browser, entryPoints: { dev: "src/dev/main.ts" }, format: "iife" };

/**
 * Page and worker of `gymbrowser replay`: part of no site. What they bring of others says its licence.
 *
 * @type {import("esbuild").BuildOptions}
 */
const replay = {
  ...browser,
  entryPoints: { replay: "src/replay/main.ts", "replay-worker": "src/replay/worker/main.ts" },
  legalComments: "eof",
};

/**
 * The look of SurveyJS in the colours of the page; its script is among those of browsers.
 *
 * @type {import("esbuild").BuildOptions}
 */
const surveyStyle = { ...browser, entryPoints: { surveyjs: "src/surveyjs/survey.css" } };

/** @type {import("esbuild").BuildOptions} */
const node = {
  ...common,
  entryPoints: {
    ...Object.fromEntries(
      ["clips", "compile", "compress", "rerun", "snapshot", "trace"].map((name) => [
        name,
        `src/node/${name}.ts`,
      ]),
    ),
    bots: "src/bots/main.ts",
  },
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
  entryPoints: {
    bench: "src/bench/page.ts",
    loop: "src/bench/loop.ts",
    games: "src/bench/games.ts",
    draw: "src/bench/draw.ts",
  },
  outdir: site,
});

/**
 * Many participants in one process, into a folder.
 *
 * @param {string} outdir
 * @returns {import("esbuild").BuildOptions}
 */
const crowd = (outdir) => ({ ...node, entryPoints: { crowd: "src/crowd/main.ts" }, outdir });

/**
 * One participant for hours of virtual time, into a folder.
 *
 * @param {string} outdir
 * @returns {import("esbuild").BuildOptions}
 */
const endurance = (outdir) => ({
  ...node,
  entryPoints: { endurance: "src/endurance/main.ts" },
  outdir,
});

/**
 * Policies alone, for tests and measurements, into a folder.
 *
 * @param {string} outdir
 * @returns {import("esbuild").BuildOptions}
 */
const decide = (outdir) => ({
  ...node,
  entryPoints: { decide: "src/node/decide.ts", inference: "src/node/inference.ts" },
  outdir,
});

const [what, folder] = process.argv.slice(2);
try {
  if (what === "bench") await build(bench(folder));
  else if (what === "crowd") await build(crowd(folder));
  else if (what === "endurance") await build(endurance(folder));
  else if (what === "decide") await build(decide(folder));
  else {
    // What the page makes the game worker of, and this the worker that stores its records.
    await build({ ...page, define: { EARLY_SCRIPT: await textOf("src/worker/early-main.ts") } });
    await build({ ...browser, define: { STORE_SCRIPT: await textOf("src/journal/main.ts") } });
    await build(strings);
    await build(style);
    await build(surveyStyle);
    await build(dev);
    await build(replay);
    await build(node);
  }
} catch {
  // esbuild has printed what is wrong and where.
  process.exitCode = 1;
}
