/** Asks for the microphone; what is shown comes with its own script. */

import type { StepModule } from "./context";

export const microphone: StepModule<"microphone"> = {
  kind: "microphone",
  run: (step, context) => context.microphone.ask(step),
};
