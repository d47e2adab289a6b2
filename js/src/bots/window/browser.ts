/** A real browser for bots, by the Playwright that the Python package carries. */

import { pathToFileURL } from "node:url";
import type { Browser, chromium as Chromium } from "playwright-core";

/** gymbrowser/simulate/browsers.py says it. */
export interface BrowserChoice {
  /** `index.mjs` of the package playwright-core. */
  library: string;
  /** Of the browser. */
  executable: string;
  /** Chromium refuses to start as root with its sandbox. */
  sandbox: boolean;
}

/** It asks nobody but the study for anything. */
const FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Starts it; close it when all bots are through. */
export async function openBrowser(choice: BrowserChoice): Promise<Browser> {
  const library: { chromium: typeof Chromium } = await import(pathToFileURL(choice.library).href);
  return library.chromium.launch({
    executablePath: choice.executable,
    chromiumSandbox: choice.sandbox,
    args: FLAGS,
  });
}
