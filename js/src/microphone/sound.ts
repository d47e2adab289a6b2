/** What the microphone gives. */

/** Mono speech is well understood at this rate; an hour takes 15 MB, and 20 as it is recorded. */
const bitsPerSecond = 32_000;
/** In the order in which they are wanted: Chromium and Firefox have the first, WebKit the second. */
const types = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export class Sound {
  #analyser: AnalyserNode | null = null;
  #audio: AudioContext | null = null;

  constructor(readonly stream: MediaStream) {}

  /** @throws DOMException as `getUserMedia` does, NotSupportedError where nothing can be recorded */
  static async open(devices: Pick<MediaDevices, "getUserMedia"> | undefined): Promise<Sound> {
    if (devices === undefined) throw new DOMException("There is none.", "NotFoundError");
    const sound = new Sound(await devices.getUserMedia({ audio: true }));
    try {
      const trial = sound.recorder();
      trial.start();
      trial.stop();
    } catch (error) {
      // Such as WebKitGTK where GStreamer has no encoder: better told now than in the middle of a game.
      sound.close();
      throw error;
    }
    return sound;
  }

  /** How loud it is now, 0 to 1. */
  level(): number {
    this.#analyser ??= this.#listen();
    const wave = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(wave);
    const power = wave.reduce((sum, value) => sum + value * value, 0) / wave.length;
    // Speech is some 30 dB below the loudest that there is.
    return Math.min(1, 8 * Math.sqrt(power));
  }

  /** Not begun yet. */
  recorder(): MediaRecorder {
    const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
    const options = { audioBitsPerSecond: bitsPerSecond };
    return new MediaRecorder(this.stream, mimeType ? { ...options, mimeType } : options);
  }

  close(): void {
    for (const track of this.stream.getTracks()) track.stop();
    void this.#audio?.close();
    this.#audio = null;
    this.#analyser = null;
  }

  #listen(): AnalyserNode {
    this.#audio = new AudioContext();
    const analyser = this.#audio.createAnalyser();
    this.#audio.createMediaStreamSource(this.stream).connect(analyser);
    return analyser;
  }
}
