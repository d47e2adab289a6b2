import { describe, expect, it } from "vitest";
import { Takes } from "../../src/microphone/takes";
import type { PageRecord } from "../../src/page/record/recorder";

/** A MediaRecorder that says what it is told to. */
class FakeMedia extends EventTarget {
  state: RecordingState = "inactive";
  mimeType = "audio/webm";
  sliceMs = 0;

  start(sliceMs: number): void {
    this.state = "recording";
    this.sliceMs = sliceMs;
    this.#say("start", { timeStamp: 40 });
  }

  /** By `requestData`, or by its own slices. */
  give(text: string): void {
    this.#say("dataavailable", { data: new Blob([text]) });
  }

  /** As when it is asked to, or when the microphone is unplugged. */
  stop(rest = "end"): void {
    this.state = "inactive";
    this.give(rest);
    this.#say("stop", {});
  }

  #say(type: string, fields: object): void {
    const event = new Event(type);
    for (const [name, value] of Object.entries(fields)) {
      Object.defineProperty(event, name, { value });
    }
    this.dispatchEvent(event);
  }
}

function begin() {
  const records: PageRecord[] = [];
  const durable: boolean[] = [];
  const recorder = {
    record: async (record: PageRecord, options: { durable?: boolean } = {}) => {
      records.push(record);
      durable.push(options.durable ?? false);
    },
  };
  const media = new FakeMedia();
  const lost: (string | null)[] = [];
  const takes = new Takes(recorder, () => 30);
  const sound = { recorder: () => media as unknown as MediaRecorder };
  const take = takes.begin("think", sound, (why) => lost.push(why));
  return { records, durable, media, lost, takes, take };
}

const piece = (part: number, text: string, last: boolean, take = 0): PageRecord => ({
  type: "audio",
  step: "think",
  take,
  part,
  mime: "audio/webm",
  begun_t: 40,
  last,
  data: btoa(text),
});

describe("Takes", () => {
  it("records each piece, and that the last one is the last", async () => {
    const { records, durable, media, lost, take } = begin();
    expect(media.sliceMs).toBe(1000);
    media.give("one");
    media.give("");
    media.give("two");
    await take.stop();
    expect(records).toEqual([
      piece(0, "one", false),
      piece(1, "two", false),
      piece(2, "end", true),
    ]);
    expect(durable).toEqual([false, false, true]);
    expect(lost).toEqual([]);
    await take.stop();
    expect(records).toHaveLength(3);
  });

  it("tells of a microphone that ends by itself, and keeps what it gave", async () => {
    const { records, media, lost, take } = begin();
    media.give("one");
    media.stop("rest");
    await take.stop();
    expect(lost).toEqual([null]);
    expect(records).toEqual([piece(0, "one", false), piece(1, "rest", true)]);
  });

  it("counts the recordings of a visit", async () => {
    const { records, takes, take } = begin();
    await take.stop();
    const sound = { recorder: () => new FakeMedia() as unknown as MediaRecorder };
    await takes.begin("think", sound, () => {}).stop();
    expect(records).toEqual([piece(0, "end", true), piece(0, "end", true, 1)]);
  });
});
