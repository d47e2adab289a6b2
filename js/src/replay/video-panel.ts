/** Saves a video: the worker writes it, or where the browser has no encoder the picture is filmed. */

import { button, h } from "../page/dom";
import { filmLive } from "./film-live";
import type { Container, FromReplayWorker } from "./protocol";
import type { Transport } from "./transport";
import type { Viewer } from "./viewer";

export interface VideoParts {
  viewer: Viewer;
  transport: Transport;
  /** The file's name without its ending. */
  name: () => string;
  write: (container: Container) => void;
}

/** By then any browser has written the file. */
const savedWithinMs = 60_000;
const types: Record<Container, string> = { mp4: "video/mp4", webm: "video/webm" };

export class VideoPanel {
  readonly element: HTMLElement;
  readonly #save = button("Save a video", { quiet: true });
  readonly #format = h("select", {});
  readonly #bar = h("progress", { "aria-label": "Video", hidden: true, max: 1, value: 0 });
  /** Null: it is not known yet how a video can be made here. */
  #formats: Container[] | null = null;

  constructor(private readonly parts: VideoParts) {
    this.#save.disabled = true;
    this.#save.addEventListener("click", () => this.#begin());
    this.element = h(
      "div",
      { class: "row video" },
      h("label", {}, "Format ", this.#format),
      this.#save,
      this.#bar,
    );
  }

  /** Another episode is there. */
  offer(formats: Container[]): void {
    this.#formats = formats;
    const offered = formats.length > 0 ? formats : ["webm"];
    this.#format.replaceChildren(...offered.map((each) => h("option", { value: each }, each)));
    this.#isBusy(false);
  }

  hear(message: FromReplayWorker): void {
    if (message.type === "filming") this.#progress(message.pictures);
    else if (message.type === "film") {
      this.#keep(new Blob([message.file], { type: types[message.container] }), message.container);
    } else if (message.type === "failed" && !message.isOver) this.#isBusy(false);
  }

  #begin(): void {
    this.#isBusy(true);
    this.#progress(0);
    const container = this.#format.value as Container;
    if (this.#formats?.length) this.parts.write(container);
    else void this.#filmLive();
  }

  async #filmLive(): Promise<void> {
    const canvas = this.parts.viewer.element.querySelector("canvas");
    if (canvas === null) return;
    const file = await filmLive(canvas, this.parts.transport, (picture) => this.#progress(picture));
    this.#keep(file, "webm");
  }

  #progress(pictures: number): void {
    this.#bar.max = this.parts.viewer.tape?.pictures ?? 1;
    this.#bar.value = pictures;
  }

  #keep(file: Blob, ending: string): void {
    const address = URL.createObjectURL(file);
    h("a", { href: address, download: `${this.parts.name()}.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), savedWithinMs);
    this.#isBusy(false);
  }

  #isBusy(isBusy: boolean): void {
    this.#save.disabled = isBusy;
    this.#format.disabled = isBusy;
    this.#bar.hidden = !isBusy;
    this.parts.viewer.isBusy = isBusy;
  }
}
