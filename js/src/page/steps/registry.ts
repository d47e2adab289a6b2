/** Every kind of step and the module that runs it: a kind without one does not compile. */

import type { Result } from "../runner";
import { consent } from "./consent";
import type { StepContext, StepKind, StepModule, StepOf } from "./context";
import { end } from "./end";
import { form } from "./form";
import { game } from "./game";
import { compare } from "./judging/compare";
import { rank } from "./judging/rank";
import { watch } from "./judging/watch";
import { login } from "./login";
import { media } from "./media";
import { microphone } from "./microphone";
import { page } from "./page";
import { wait } from "./wait";

const modules: { [K in StepKind]: StepModule<K> } = {
  page,
  login,
  consent,
  form,
  media,
  wait,
  microphone,
  game,
  watch,
  compare,
  rank,
  end,
};

type StepByKind = { [K in StepKind]: StepOf<K> };

/** Runs a step by the module of its kind. */
export function runStep<K extends StepKind>(
  step: StepByKind[K],
  context: StepContext,
): Promise<Result> {
  const module: StepModule<K> = modules[step.kind as K];
  return module.run(step, context);
}
