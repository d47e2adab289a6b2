/** What a computer that one person after another sits at keeps of each: nothing that was sent. */

import { databaseName } from "../../shared/database";
import { Observable, type Watchable } from "../observable";
import type { Browser } from "./browser";
import type { Recorder, RecorderOptions } from "./recorder";
import type { Tab } from "./tab";
import { type Wiped, wipeAsSent } from "./wipe";
import { readTestimony, type Witness } from "./witness";

type SharedRecorder = Pick<
  Recorder,
  "discard" | "resumed" | "sealStep" | "session" | "settled" | "status" | "wipe"
>;

export class SharedComputer {
  constructor(
    private readonly recorder: SharedRecorder,
    private readonly tab: Tab,
    private readonly wipe: () => Promise<Wiped>,
    /** How many earlier sessions are not all sent. */
    readonly earlierSessions: Watchable<number>,
  ) {}

  /** The session has begun: this tab is in it, and it can be gone on with after a reload. */
  remember(): void {
    this.tab.set(this.recorder.session);
  }

  /**
   * Ends all recording, and forgets the session here as soon as all of it is stored where it belongs.
   *
   * @returns Whether nothing of it is here any more.
   */
  async forget(): Promise<boolean> {
    const { recorder } = this;
    const { session } = recorder;
    if (session === null) return true;
    await recorder.settled();
    recorder.discard();
    // What was on its way to the database just then.
    await recorder.sealStep();
    await recorder.settled();
    this.tab.set(null);
    const { waiting } = await this.wipe();
    return !waiting.includes(session);
  }
}

/**
 * Begins to wipe what earlier people have left, as it is sent.
 *
 * @param recorder The page's, which has the lock.
 * @param tell Told of a failure of the local storage.
 */
export async function shareComputer(
  recorder: SharedRecorder,
  { manifest, root }: Pick<RecorderOptions, "manifest" | "root">,
  browser: Pick<Browser, "hasDatabase" | "tab" | "witness">,
  tell: (error: unknown) => void,
): Promise<SharedComputer> {
  const name = databaseName(manifest.experiment, root.pathname);
  const tab = browser.tab(name);
  // Whoever came anew is not asked for the session of the person before when they reload the page.
  if (recorder.resumed === null) tab.set(null);
  const wipe = async (withOwn: boolean) => {
    const wiped = await recorder.wipe(withOwn);
    forgetTestimony(browser.witness, name, wiped.gone);
    return wiped;
  };
  // Without anything to wipe there is nothing to open: not before consent.
  const earlier = (await browser.hasDatabase(name))
    ? wipeAsSent(recorder.status, async () => (await wipe(false)).waiting.length, tell)
    : new Observable(0);
  return new SharedComputer(recorder, tab, () => wipe(true), earlier);
}

/** What was sent and wiped is not lost: nothing is to be said of it later. */
function forgetTestimony(witness: Witness, name: string, gone: string[]): void {
  const testimony = readTestimony(witness.read(name));
  if (testimony !== null && gone.includes(testimony.session)) witness.write(name, null);
}
