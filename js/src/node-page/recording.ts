/** What records under Node.js: the page's own recorder, and the journal that a game worker has. */

import type { Browser } from "../page/record/browser";
import { openRecorder } from "../page/record/open";
import type { Recorder, RecorderOptions } from "../page/record/recorder";
import { Journal, type JournalOptions, type WriterIdentity } from "../shared/journal";
import type { JournaledMessage } from "../shared/protocol";

/** The recorder of a page that is the only one of its study. */
export async function openOnlyRecorder(
  options: RecorderOptions,
  browser: Browser,
): Promise<Recorder> {
  const recorder = await openRecorder(options, browser);
  if ("busy" in recorder) throw new Error("The lock that nobody else asks for is held.");
  return recorder;
}

/**
 * The storage is this process's memory: it does not fail but by a fault of ours.
 *
 * @param tell Told of every commit.
 */
export function journalOf(
  identity: WriterIdentity,
  tell: (message: JournaledMessage) => void,
  time: Pick<JournalOptions, "clock" | "timer"> = {},
): Journal {
  const { writer } = identity;
  const journal = new Journal({
    ...time,
    onCommitted: (records, bytes) => tell({ type: "journaled", writer, records, bytes }),
    onFailed: fail,
    onUnstored: ({ why }) => fail(new Error(why)),
  });
  void journal.identify(identity);
  return journal;
}

function fail(error: unknown): never {
  throw error;
}
