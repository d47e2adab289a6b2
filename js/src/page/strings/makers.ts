/** What `?debug` in the address shows to whoever makes or reviews a study: in English alone. */

export const inspector = {
  title: "Inspector",
  at: (number: number, step: string) => `Step ${number} of the way: ${step}`,
  skip: "Skip this step",
  jump: "Jump",
  number: "To step",
  steps: "All steps, as they are written",
  state: "What is known",
  tail: "The last records of the page",
  nothing: "Nothing yet.",
};

export const timing = {
  title: "Timing",
  round: (round: number) => `Round ${round}, in milliseconds`,
  all: "All rounds, in milliseconds",
  count: "n",
  rows: {
    interval: "Step to step",
    delay: "Due to begun",
    frames: "Frame to frame",
    input: "Input to frame",
  },
  counts: {
    rate: "Steps a second",
    steps: "Steps",
    late: "Late steps",
    lateFrames: "Late frames",
    skipped: "Not drawn",
    missed: "Not painted",
    slowed: "Slowed down",
    stalls: "Stalls",
  },
  note: "This is shown by ?debug in the address of the page.",
};
