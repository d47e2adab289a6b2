/** Recordings, piece by piece into the record. */

import type { Recorder } from "../page/record/recorder";
import { toBase64 } from "../shared/bytes";
import type { Sound } from "./sound";

/** So much of a recording is not yet kept when the page is killed. */
const pieceMs = 1000;

export interface Take {
  /** Milliseconds on the page's clock. */
  readonly begun_t: number;
  /** Resolves when all of it is recorded; more than once is no harm. */
  stop(): Promise<void>;
}

export class Takes {
  #count = 0;

  constructor(
    private readonly recorder: Pick<Recorder, "record">,
    private readonly now: () => number,
  ) {}

  /** @param onLost the microphone ended by itself, with the browser's reason as far as it gives one */
  begin(step: string, sound: Pick<Sound, "recorder">, onLost: (why: string | null) => void): Take {
    const take = this.#count++;
    const media = sound.recorder();
    let begun_t = this.now();
    let part = 0;
    let isWanted = true;
    let why: string | null = null;
    let kept: Promise<unknown> = Promise.resolve();
    const keep = async (piece: Blob, number: number, last: boolean) => {
      const data = toBase64(new Uint8Array(await piece.arrayBuffer()));
      const { mimeType: mime } = media;
      await this.recorder.record(
        { type: "audio", step, take, part: number, mime, begun_t, last, data },
        { durable: last },
      );
    };
    media.addEventListener("start", ({ timeStamp }) => {
      begun_t = timeStamp;
    });
    media.addEventListener("dataavailable", ({ data }) => {
      const last = media.state === "inactive";
      if (data.size === 0 && !last) return;
      const number = part++;
      // One after the other: reading a longer piece may take longer.
      kept = kept.then(() => keep(data, number, last));
    });
    media.addEventListener("error", (event) => {
      why = String((event as ErrorEvent).error ?? event.type);
    });
    const stopped = new Promise<void>((resolve) => {
      media.addEventListener("stop", () => {
        if (isWanted) onLost(why);
        void kept.then(() => resolve());
      });
    });
    media.start(pieceMs);
    return {
      get begun_t() {
        return begun_t;
      },
      stop: () => {
        isWanted = false;
        if (media.state !== "inactive") media.stop();
        return stopped;
      },
    };
  }
}
