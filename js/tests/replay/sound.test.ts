import { describe, expect, it } from "vitest";
import { type Audible, addressOf, Sound, wav } from "../../src/replay/sound";

/** An audio element of 3 s that notes its jumps. */
function element() {
  const jumps: number[] = [];
  let now = 0;
  const audio: Audible = {
    duration: 3,
    paused: true,
    playbackRate: 1,
    get currentTime() {
      return now;
    },
    set currentTime(place) {
      now = place;
      jumps.push(place);
    },
    play: async () => {
      (audio as { paused: boolean }).paused = false;
    },
    pause: () => {
      (audio as { paused: boolean }).paused = true;
    },
  };
  /** So far it has played by itself. */
  const plays = (seconds: number) => {
    now += seconds;
  };
  return { audio, jumps, plays };
}

describe("Sound", () => {
  const at_ms = [-500, 0, 500, 1000, 2500, 4000];

  it("is where the film is held", () => {
    const { audio, jumps } = element();
    const sound = new Sound(audio, at_ms);
    for (const picture of [3, 1, 1, 0, 5]) sound.follow(picture, null);
    expect(jumps).toEqual([1, 0, 3]);
    expect(audio.paused).toBe(true);
  });

  it("plays along without a jump, and jumps where the film has left something out", () => {
    const { audio, jumps, plays } = element();
    const sound = new Sound(audio, at_ms);
    sound.follow(1, 1);
    plays(0.49);
    sound.follow(2, 1);
    plays(0.6);
    sound.follow(3, 1);
    expect(jumps).toEqual([0]);
    plays(1); // of 1.5 s
    sound.follow(4, 1);
    expect(jumps).toEqual([0, 2.5]);
    expect(audio.paused).toBe(false);
  });

  it("goes at the film's speed, and waits when that does", () => {
    const { audio } = element();
    const sound = new Sound(audio, at_ms);
    sound.follow(1, 4);
    expect([audio.playbackRate, audio.paused]).toEqual([4, false]);
    sound.follow(2, 0.25);
    expect([audio.playbackRate, audio.paused]).toEqual([0.25, false]);
    sound.follow(2, null);
    expect([audio.paused, audio.currentTime]).toEqual([true, 0.5]);
  });

  it("is silent before its begin and behind its end", () => {
    const { audio } = element();
    const sound = new Sound(audio, at_ms);
    sound.follow(0, 1);
    expect(audio.paused).toBe(true);
    sound.follow(1, 1);
    expect(audio.paused).toBe(false);
    sound.follow(5, 1);
    expect([audio.paused, audio.currentTime]).toEqual([true, 3]);
  });
});

it("writes a file of sound that says how long it is", async () => {
  const blob = wav(Float32Array.of(0, 1, -1, 2));
  const view = new DataView(await blob.arrayBuffer());
  expect(blob.type).toBe("audio/wav");
  expect([view.byteLength, view.getUint32(4, true), view.getUint32(40, true)]).toEqual([52, 44, 8]);
  const samples = [44, 46, 48, 50].map((at) => view.getInt16(at, true));
  expect(samples).toEqual([0, 32_767, -32_767, 32_767]);
});

it("asks for a recording by its session and number", () => {
  expect(addressOf(0, { number: 2, at_ms: [] })).toBe("sessions/0/sounds/2");
});
