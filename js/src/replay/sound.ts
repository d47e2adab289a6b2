/** What was said meanwhile, in time with the film. */

import type { ReplaySound } from "../generated/contract";

/** Nobody hears so much; what is nearer is left alone, since a jump is heard. */
const tolerance_s = 0.15;
/** Speech needs no more: an hour takes 115 MB. */
const rate = 16_000;

/** As much of an audio element as is used. */
export type Audible = Pick<
  HTMLMediaElement,
  "currentTime" | "duration" | "paused" | "playbackRate" | "play" | "pause"
>;

/** Follows the film: it is where the film is, and plays while that plays. */
export class Sound {
  constructor(
    private readonly audio: Audible,
    private readonly at_ms: readonly number[],
  ) {}

  /** @param speed with which the film plays; null: it is held */
  follow(picture: number, speed: number | null): void {
    const { audio } = this;
    const at = (this.at_ms[picture] ?? Number.POSITIVE_INFINITY) / 1000;
    const isHeard = at >= 0 && at < audio.duration;
    if (speed === null || !isHeard) {
      this.rest();
      // Held before its begin it is at its begin, and behind its end at its end.
      const place = Math.min(Math.max(at, 0), audio.duration);
      if (audio.currentTime !== place) audio.currentTime = place;
      return;
    }
    if (audio.playbackRate !== speed) audio.playbackRate = speed;
    // At twice the speed twice as much passes from one picture to the next.
    const isFar = Math.abs(audio.currentTime - at) > tolerance_s * Math.max(1, speed);
    if (audio.paused || isFar) audio.currentTime = at;
    if (audio.paused) audio.play().catch(() => {}); // it was held before it began
  }

  rest(): void {
    if (!this.audio.paused) this.audio.pause();
  }
}

/**
 * Fetches a recording, and makes of it what can be heard from any place: what MediaRecorder writes has
 * no table of places, and no length.
 *
 * @throws where it can't be fetched or decoded
 */
export async function loadSound(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered with status ${response.status}.`);
  const decoder = new OfflineAudioContext(1, 1, rate);
  const decoded = await decoder.decodeAudioData(await response.arrayBuffer());
  return wav(decoded.getChannelData(0));
}

/** Where the page asks for a recording. */
export function addressOf(session: number, { number }: ReplaySound): string {
  return `sessions/${session}/sounds/${number}`;
}

/** One channel of 16 bits. Source: Microsoft, "Multimedia Programming Interface and Data 1.0". */
export function wav(samples: Float32Array): Blob {
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, letters: string) => {
    for (const [index, letter] of [...letters].entries()) {
      header.setUint8(at + index, letter.charCodeAt(0));
    }
  };
  const bytes = 2 * samples.length;
  text(0, "RIFF");
  header.setUint32(4, 36 + bytes, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, rate, true);
  header.setUint32(28, 2 * rate, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, "data");
  header.setUint32(40, bytes, true);
  const pcm = new DataView(new ArrayBuffer(bytes));
  samples.forEach((sample, index) => {
    pcm.setInt16(2 * index, Math.round(32_767 * Math.min(1, Math.max(-1, sample))), true);
  });
  return new Blob([header, pcm], { type: "audio/wav" });
}
