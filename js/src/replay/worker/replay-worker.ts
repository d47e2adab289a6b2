/** The replay's worker: hears the page's messages and answers them (protocol.ts). */

import type { GameStep, Manifest, ReplayEpisode } from "../../generated/contract";
import { gameOf } from "../../shared/games";
import { type BootScope, boot, type Runtime } from "../../worker/boot";
import { failureOf } from "../../worker/failure";
import type { Timing } from "../../worker/timing";
import { openView } from "../../worker/view";
import { type Frames, screenFrames } from "../../worker/view/screen";
import type { Container, FromReplayWorker, ToReplayWorker } from "../protocol";
import { Tape } from "../tape";
import { Projector, type Show } from "./projector";
import { Rerun } from "./rerun";
import { apart, filmable, filmCanvas, Video } from "./video";

/** What of a worker's global scope is used. */
export interface ReplayScope extends BootScope {
  postMessage(message: FromReplayWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToReplayWorker>) => void) | null;
}

/** The episode that is seen. */
interface Open {
  tape: Tape;
  game: GameStep;
  scale: number;
  projector: Projector;
  /** Settles when its environment is closed. */
  over: Promise<void>;
}

export class ReplayWorker {
  #runtime: Runtime | null = null;
  #open: Open | null = null;
  /** Opening waits for the episode before. */
  #opening: Promise<void> = Promise.resolve();
  readonly #clock = new GlideClock();

  constructor(
    private readonly scope: ReplayScope,
    private readonly timing: Timing,
  ) {}

  receive(message: ToReplayWorker): void {
    switch (message.type) {
      case "boot":
        this.#guarded("The site's Python could not be started.", true, () => this.#boot(message));
        break;
      case "open":
        this.#opening = this.#opening.then(() => this.#change(message));
        break;
      case "seek":
        this.#clock.speed = message.speed ?? 1;
        this.#open?.projector.seek(message.picture, message.speed !== null);
        break;
      case "playing":
        this.#open?.projector.play(message.isPlaying);
        break;
      case "film":
        this.#guarded("The video could not be made.", false, () => this.#film(message.container));
        break;
    }
  }

  async #boot({ root, manifest }: Extract<ToReplayWorker, { type: "boot" }>): Promise<void> {
    const { now } = this.timing;
    // Recorded actions are taken: nobody is asked for any.
    const bare: Manifest = { ...manifest, policies: {}, steps: manifest.steps.map(withoutOthers) };
    const tell = ({ loaded, total }: { loaded: number; total: number }) =>
      this.#tell({ type: "progress", loaded, total });
    this.#runtime = await boot(this.scope, root, bare, now, tell, "plain", "pyc");
    this.#tell({ type: "ready" });
  }

  async #change({ canvas, scale, episode }: Extract<ToReplayWorker, { type: "open" }>) {
    this.#open?.projector.close();
    // How it ended, the page was told.
    await this.#open?.over.catch(() => {});
    this.#open = null;
    this.#guarded("The episode could not be run again.", true, async () => {
      const open = this.#opened(episode, canvas, scale);
      this.#open = open;
      this.#tell({ type: "opened", formats: await filmable(sizeOf(open.game, scale)) });
      await open.over;
    });
  }

  #opened(episode: ReplayEpisode, canvas: OffscreenCanvas, scale: number): Open {
    const { manifest, python, pictures } = this.#ready;
    const game = gameOf(manifest, episode.step);
    const tape = new Tape(episode, game);
    const rerun = new Rerun(python, manifest, game, tape);
    const projector = new Projector({
      rerun,
      pictures: tape.pictures,
      show: shown(openView(canvas, game.view, scale, pictures, this.#clock)),
      tell: (message) => this.#tell(message),
      timing: this.timing,
    });
    const over = projector.run().finally(() => rerun.close());
    over.catch(() => {});
    return { tape, game, scale, projector, over };
  }

  async #film(container: Container): Promise<void> {
    const { tape, game, scale, projector } = this.#open as Open;
    const canvas = filmCanvas(sizeOf(game, scale));
    const { width, height } = canvas;
    const show = shown(openView(canvas, { width, height }, 1, this.#ready.pictures));
    const video = await Video.begin(canvas, container);
    const times = apart(tape.episode.times_ms);
    await projector.each(async (picture, { frame }) => {
      show(frame, false);
      await video.add(picture, times);
      this.#tell({ type: "filming", pictures: picture + 1 });
    });
    const file = await video.finish();
    this.scope.postMessage({ type: "film", file, container }, [file]);
  }

  get #ready(): Runtime {
    if (this.#runtime === null) throw new Error("Python has not been started.");
    return this.#runtime;
  }

  #guarded(sentence: string, isOver: boolean, action: () => Promise<void>): void {
    action().catch((error: unknown) => {
      const { message, detail } = failureOf(error, sentence);
      this.#tell({ type: "failed", sentence: message, detail, isOver });
    });
  }

  #tell(message: FromReplayWorker): void {
    this.scope.postMessage(message);
  }
}

function shown(view: ReturnType<typeof openView>): Show {
  return (frame, glides) => view(frame.kind === "scene" ? { ...frame, fresh: !glides } : frame);
}

function sizeOf({ view }: GameStep, scale: number): { width: number; height: number } {
  return { width: Math.round(view.width * scale), height: Math.round(view.height * scale) };
}

/** A hook acts in a person's place, or says what is shown around: its part is in the record. */
function withoutOthers(step: Manifest["steps"][number]): Manifest["steps"][number] {
  return step.kind === "game" ? { ...step, hook: null } : step;
}

/** The screen's frames, by a clock that goes as fast as the film does. */
class GlideClock implements Frames {
  #speed = 1;
  #at = 0;
  #since = 0;

  set speed(speed: number) {
    this.#at = this.now();
    this.#since = screenFrames.now();
    this.#speed = speed;
  }

  now(): number {
    return this.#at + (screenFrames.now() - this.#since) * this.#speed;
  }

  next(run: (due: number) => void): ReturnType<Frames["next"]> {
    return screenFrames.next(() => run(this.now()));
  }
}
