/** The entry of `replay.js`: one session, or two side by side. */

import type { Manifest, ReplayIndex } from "../generated/contract";
import { h } from "../page/dom";
import { screenFrames } from "../worker/view/screen";
import { Controls } from "./controls";
import type { FromReplayWorker, ToReplayWorker } from "./protocol";
import { addressOf } from "./sound";
import { Timeline } from "./timeline";
import { Transport } from "./transport";
import { VideoPanel } from "./video-panel";
import { Viewer } from "./viewer";

const main = document.querySelector("main") as HTMLElement;
const alertBox = h("div", { class: "failure", role: "alert", hidden: true });
const wait = h("p", { class: "wait", role: "status" }, "Python is starting…");

async function start(): Promise<void> {
  const index: ReplayIndex = await json("sessions.json");
  const manifests = await Promise.all(
    index.sessions.map(({ site }, number) =>
      json<Manifest>(`${versionOf(number, site)}manifest.json`),
    ),
  );
  const page = new ReplayPage(index, manifests);
  document.title = `Replay of ${index.sessions.map(({ id }) => id.slice(0, 8)).join(" and ")}`;
  main.replaceChildren(
    h("h1", {}, titleOf(index, manifests)),
    alertBox,
    wait,
    page.stages,
    page.controls.element,
  );
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (page.controls.press(event)) event.preventDefault();
  });
  page.boot();
}

class ReplayPage {
  readonly controls: Controls;
  readonly stages: HTMLElement;
  readonly #transport: Transport;
  readonly #viewers: Viewer[];
  readonly #workers: Worker[];
  readonly #video: VideoPanel | null;
  #wasPlaying = false;

  constructor(
    private readonly index: ReplayIndex,
    private readonly manifests: readonly Manifest[],
  ) {
    this.#transport = new Transport(screenFrames, () => this.#moved());
    this.#workers = index.sessions.map(
      () => new Worker("replay-worker.js", { type: "module", name: "replay" }),
    );
    this.#viewers = index.sessions.map((_, number) => this.#viewerOf(number));
    this.controls = new Controls(this.#transport, {
      goToEvent: (way) => this.#viewers[0]?.goToEvent(this.#transport.picture, way),
    });
    this.#video = this.#videoPanel();
    this.stages = h(
      "div",
      { class: this.#viewers.length > 1 ? "stages two" : "stages" },
      ...this.#viewers.map(({ element }) => element),
    );
    if (this.#video !== null) this.controls.element.append(this.#video.element);
  }

  boot(): void {
    this.#workers.forEach((worker, number) => {
      worker.addEventListener("message", ({ data }) => this.#hear(number, data));
      worker.addEventListener("error", ({ message }) => fail("The replay has stopped.", message));
      const { site } = this.index.sessions[number] as ReplayIndex["sessions"][number];
      const root = new URL(versionOf(number, site), location.href).href;
      this.#post(number, { type: "boot", root, manifest: this.manifests[number] as Manifest });
    });
  }

  #viewerOf(number: number): Viewer {
    const session = this.index.sessions[number] as ReplayIndex["sessions"][number];
    const name = `session ${session.id.slice(0, 8)}`;
    const sides = ["Left", "Right"];
    return new Viewer({
      session,
      name: this.index.sessions.length > 1 ? `${sides[number]}: ${name}` : `S${name.slice(1)}`,
      manifest: this.manifests[number] as Manifest,
      first: this.index.first[number] ?? 0,
      post: (message, transfer) => this.#post(number, message, transfer),
      load: (episode) => json(`sessions/${number}/${episode}.json`),
      // The film goes at the pace of the first one, and two voices would be one noise.
      soundAt: number === 0 ? (sound) => addressOf(0, sound) : null,
      onOpened: () => this.#opened(),
      jump: (picture) => this.#transport.seek(picture),
      fail,
    });
  }

  /** Of two sessions none is made: it would be of one of them. */
  #videoPanel(): VideoPanel | null {
    const [viewer, second] = this.#viewers;
    const id = this.index.sessions[0]?.id.slice(0, 8);
    if (viewer === undefined || second !== undefined) return null;
    return new VideoPanel({
      viewer,
      transport: this.#transport,
      name: () => `${id}-${viewer.tape?.episode.step ?? "replay"}`,
      write: (container) => this.#post(0, { type: "film", container }),
    });
  }

  #hear(number: number, message: FromReplayWorker): void {
    const viewer = this.#viewers[number];
    this.#video?.hear(message);
    switch (message.type) {
      case "progress":
        wait.textContent = `Python is starting: ${percent(message.loaded, message.total)}`;
        break;
      case "ready":
        void viewer?.open(this.index.first[number] ?? 0);
        break;
      case "failed":
        fail(message.sentence, message.detail);
        break;
      default:
        viewer?.hear(message);
    }
  }

  /** All of them together: they are seen step by step. */
  #opened(): void {
    if (this.#viewers.some(({ formats }) => formats === null)) return;
    wait.hidden = true;
    alertBox.hidden = true;
    document.body.dataset.ready = "";
    const times = this.#viewers.map(({ tape }) => tape?.episode.times_ms ?? []);
    this.#transport.load(new Timeline(times));
    this.#video?.offer(this.#viewers[0]?.formats ?? []);
  }

  #moved(): void {
    const { picture, isPlaying, speed } = this.#transport;
    this.controls.show();
    if (isPlaying !== this.#wasPlaying) {
      this.#wasPlaying = isPlaying;
      this.#workers.forEach((_, number) => {
        this.#post(number, { type: "playing", isPlaying });
      });
    }
    for (const viewer of this.#viewers) viewer.seek(picture, isPlaying ? speed : null);
  }

  #post(number: number, message: ToReplayWorker, transfer: Transferable[] = []): void {
    this.#workers[number]?.postMessage(message, transfer);
  }
}

function titleOf({ sessions }: ReplayIndex, manifests: readonly Manifest[]): string {
  const titles = [...new Set(manifests.map(({ title }) => title))];
  return `${titles.join(" and ")}: ${sessions.length > 1 ? "two sessions" : "a session"}, replayed`;
}

/** Where a session's version of the site lies, with a slash at its end. */
function versionOf(number: number, site: string): string {
  return `sites/${number}/v/${site}/`;
}

async function json<T>(address: string): Promise<T> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered with status ${response.status}.`);
  return response.json();
}

function fail(sentence: string, detail = ""): void {
  alertBox.hidden = false;
  alertBox.replaceChildren(h("p", {}, sentence), h("pre", {}, detail));
  wait.hidden = true;
}

function percent(loaded: number, total: number): string {
  return total > 0 ? `${Math.round((100 * loaded) / total)} %` : "…";
}

start().catch((error: unknown) => {
  main.prepend(alertBox);
  fail("The replay could not be started.", String(error));
});
