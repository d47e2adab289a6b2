/** The inspector of `?debug`, for whoever makes a study: where it is, what it knows, and ways to jump. */

import type { Manifest } from "../generated/contract";
import { actions, button, h } from "./dom";
import type { PageRecord, Recorder } from "./record/recorder";
import type { inspector } from "./strings/makers";

/** So many of the last records are shown. */
const TAIL = 12;

/** What a session knows of itself; shown as JSON. */
export type Known = Record<string, unknown>;

export interface InspectorOptions {
  manifest: Pick<Manifest, "steps" | "flow">;
  strings: typeof inspector;
  /** Below every step. */
  place: HTMLElement;
  recorder: Pick<Recorder, "record" | "session">;
  known: () => Known;
  /** Goes to the step of this index on the way. */
  jump: (index: number) => Promise<void>;
  fail: (error: unknown) => void;
}

/** Whether there is one: never where people take part for real, whatever their address says. */
export function mayInspect({ mode }: Pick<Manifest, "mode">, search: URLSearchParams): boolean {
  return mode !== "live" && search.has("debug");
}

export class Inspector {
  readonly #heading = h("p", {});
  readonly #state = h("pre", { tabindex: 0 });
  readonly #tail = h("pre", { tabindex: 0 });
  readonly #records: string[] = [];
  readonly #skip: HTMLButtonElement;
  readonly #jump: HTMLButtonElement;
  readonly #number = h("input", { id: "inspector-step", type: "number", min: 1, class: "number" });
  #index = 0;

  constructor(private readonly options: InspectorOptions) {
    const { strings, place, fail, jump } = options;
    this.#skip = button(strings.skip, { quiet: true });
    this.#skip.addEventListener("click", () => void jump(this.#index + 1).catch(fail));
    this.#jump = button(strings.jump, { quiet: true });
    this.#jump.addEventListener("click", () => {
      const wanted = Number(this.#number.value);
      if (Number.isInteger(wanted) && wanted >= 1) void jump(wanted - 1).catch(fail);
    });
    this.#listen();
    place.after(this.#element());
  }

  /** A step is shown from now on. @param index On the way, from 0. */
  entered(step: string, index: number): void {
    this.#index = index;
    this.#number.value = String(index + 1);
    this.#heading.textContent = this.options.strings.at(index + 1, step);
    this.#update();
  }

  /** Everything that the page records passes by here, on its way. */
  #listen(): void {
    const { recorder } = this.options;
    const record = recorder.record.bind(recorder);
    recorder.record = (body: PageRecord, options?: { durable?: boolean }) => {
      this.#records.push(JSON.stringify(body));
      this.#records.splice(0, this.#records.length - TAIL);
      this.#update();
      return record(body, options);
    };
  }

  #update(): void {
    const { known, recorder, strings } = this.options;
    this.#state.textContent = JSON.stringify(known(), null, 1);
    this.#tail.textContent = this.#records.join("\n") || strings.nothing;
    // Before the consent there is nothing that a jump could come back to.
    for (const each of [this.#skip, this.#jump]) each.disabled = recorder.session === null;
  }

  #element(): HTMLElement {
    const { strings, manifest } = this.options;
    const steps = manifest.steps.map(({ id, kind }) => h("li", {}, `${id} (${kind})`));
    return h(
      "aside",
      { class: "inspector frame", "aria-label": strings.title },
      h("details", { open: true }, h("summary", {}, strings.title), this.#heading, this.#ways()),
      h("details", {}, h("summary", {}, strings.steps), h("ol", {}, ...steps)),
      h("details", {}, h("summary", {}, strings.state), this.#state),
      h("details", {}, h("summary", {}, strings.tail), this.#tail),
    );
  }

  #ways(): HTMLElement {
    const label = h("label", { for: "inspector-step" }, this.options.strings.number);
    return actions(this.#skip, label, this.#number, this.#jump);
  }
}
