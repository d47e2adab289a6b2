/** A bot at the door of a study: who it says it is, and what it agrees to. */

import type { FactBook } from "../page/flow/facts";
import { comeIn, judgeLogin } from "../page/login";
import type { Participation } from "../page/participation";
import type { Recorder } from "../page/record/recorder";
import { completed, type Result } from "../page/runner";
import type { StepOf } from "../page/steps/context";
import type { Ground } from "./ground";
import { strangers } from "./ids";
import type { Mind } from "./mind";

interface DoorParts {
  ground: Ground;
  mind: Mind;
  recorder: Recorder;
  facts: FactBook;
  participation: Participation;
}

export class Door {
  /** Ids that a login has refused, as it must. */
  refused = 0;

  constructor(private readonly parts: DoorParts) {}

  /** Tries who must not come in, and then comes in. */
  async logIn(step: StepOf<"login">): Promise<Result> {
    const { ground, mind } = this.parts;
    const lists = ground.listsOf(step);
    for (const [typed, why] of strangers(step, lists)) {
      const judged = await judgeLogin(step, typed);
      if (judged.ok || judged.why !== why) {
        throw new Error(`The login ${step.id} does not refuse ${JSON.stringify(typed)}: ${why}.`);
      }
      this.refused += 1;
    }
    const typed = await ground.ids.known(step, lists, mind.plan.params.role, mind.uniform);
    const judged = await judgeLogin(step, typed);
    if (!judged.ok) throw new Error(`The login ${step.id} refuses ${typed}: ${judged.why}.`);
    await comeIn(judged, { ...this.parts, manifest: ground.manifest });
    return completed;
  }

  async consent(step: StepOf<"consent">): Promise<Result> {
    const { mind, recorder, participation } = this.parts;
    const { id, version, sha256, html, items = [] } = step;
    if (mind.plan.leaving === "decline") {
      await participation.decline(id);
      return { kind: "ended", outcome: "declined" };
    }
    await participation.begin();
    const ticked = items.length > 0 ? mind.ticks(step) : null;
    const agreed = { version, sha256, html, items: ticked };
    await recorder.record({ type: "consent", step: id, ...agreed }, { durable: true });
    return completed;
  }
}
