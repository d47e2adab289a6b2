/** Where a page's recorder comes from: one page of a study at a time has one. */

import { Connection, databaseName } from "../../shared/database";
import { type Browser, thisBrowser } from "./browser";
import { holdLock } from "./lock";
import { PageRecorder } from "./page-recorder";
import type { Recorder, RecorderOptions } from "./recorder";

/**
 * Opens the recorder of this page. On a first visit nothing is stored before `begin`; on a later one
 * what is left of earlier visits is sent, and an unfinished session begins at once.
 *
 * @returns `busy` where another page of the study is open.
 */
export async function openRecorder(
  options: RecorderOptions,
  browser: Browser = thisBrowser(),
): Promise<Recorder | { busy: true }> {
  const name = databaseName(options.manifest.experiment, options.root.pathname);
  if (!(await holdLock(browser.locks, name, browser.timer))) return { busy: true };
  const recorder = new PageRecorder(options, browser, new Connection(name));
  if (await browser.hasDatabase(name)) await recorder.resume();
  return recorder;
}
