/** Before the consent: whose device can't do what the study needs is told so, and kept out. */

import type { Requires } from "../generated/contract";
import type { Arrived } from "./arrival";
import {
  type DeviceFacts,
  type DeviceScope,
  measureDevice,
  type Shortfall,
  shortfallsOf,
} from "./device";
import { actions, button, h } from "./dom";
import type { Result } from "./runner";
import type { StepContext } from "./steps/context";
import { partingOf } from "./steps/end";
import type { Strings } from "./strings";

/** What the study needs of the device is measured from now on; who came back is in already. */
export function gateOf(
  { manifest, recorder }: Pick<Arrived, "manifest" | "recorder">,
  scope: DeviceScope,
): DeviceGate {
  const requires = recorder.resumed === null ? manifest.requires : null;
  return new DeviceGate(requires ?? null, (needed) => measureDevice(needed, scope));
}

export class DeviceGate {
  readonly #measured: Promise<DeviceFacts | null>;

  /**
   * @param requires null: every device will do.
   * @param measure Finds out what it can do, while the participant reads.
   */
  constructor(
    private readonly requires: Requires | null,
    measure: (requires: Requires) => Promise<DeviceFacts>,
  ) {
    this.#measured = requires === null ? Promise.resolve(null) : measure(requires);
  }

  /**
   * Waits until it is clear what the device can do.
   *
   * @param step The id of the consent.
   * @returns null where that is enough; else how it ended, of which nothing is recorded.
   */
  async pass(step: string, context: StepContext): Promise<Result | null> {
    const { recorder } = context;
    const facts = await this.#measured;
    if (this.requires === null || facts === null) return null;
    const lacking = shortfallsOf(this.requires, facts);
    if (lacking.length > 0) {
      await context.participation.decline(step);
      showUnsupported(lacking, this.requires, facts, context);
      return { kind: "ended", outcome: "unsupported" };
    }
    // In memory, until the consent is given.
    recorder.record({ type: "device", ...facts }).catch(() => {});
    return null;
  }
}

function showUnsupported(
  lacking: readonly Shortfall[],
  requires: Requires,
  facts: DeviceFacts,
  context: StepContext,
): void {
  const { releaseBack, screen, strings } = context;
  releaseBack();
  const { title, text } = strings.unsupported;
  const ours = [h("h1", {}, title), h("p", {}, text)];
  const { words, wayOut } = partingOf("unsupported", context, ...ours);
  const reasons = lacking.map((name) =>
    h("li", {}, reasonOf(name, requires, facts, strings.unsupported)),
  );
  const retry = button(strings.retry, { quiet: true });
  retry.addEventListener("click", () => location.reload());
  const nothing = h("p", {}, strings.unsupported.nothing);
  const section = h("section", {}, words, h("ul", {}, ...reasons), nothing, actions(retry));
  section.append(...wayOut);
  screen.show(section, title);
}

function reasonOf(
  name: Shortfall,
  requires: Requires,
  facts: DeviceFacts,
  strings: Strings["unsupported"],
): string {
  switch (name) {
    case "fps":
      return strings.fps(facts.fps ?? 0, requires.fps ?? 0);
    case "memory_gb":
      return strings.memory(requires.memory_gb ?? 0);
    case "storage_mb":
      return strings.storage(requires.storage_mb ?? 0);
    case "width":
      return strings.width(facts.width, requires.width ?? 0);
    case "height":
      return strings.height(facts.height, requires.height ?? 0);
    case "pointer":
      return requires.pointer === "touch" ? strings.touch : strings.mouse;
  }
}
