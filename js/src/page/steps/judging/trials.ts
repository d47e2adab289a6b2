/** Which pairs a person compares, in which order and on which sides: drawn from the session's seed. */

import type { CompareStep } from "../../../generated/contract";
import { range, shuffled } from "../../flow/orders";

export interface Trial {
  /** To the left, or above, and the other one. */
  clips: readonly [first: string, second: string];
  /** The better one, where it is known. */
  gold: string | null;
  /** The position of the trial that this one repeats, with the sides swapped. */
  repeatOf: number | null;
}

/** A trial before all have their places. */
interface Draft {
  clips: readonly [string, string];
  gold: string | null;
  original: Draft | null;
}

/** Up to so many pairs are listed and shuffled; of more, some are drawn until they differ. */
const listed = 5000;

/** @param uniform draws from [0, 1) */
export function trialsOf(step: CompareStep, uniform: () => number): Trial[] {
  const asked = step.draw === null ? step.pairs : drawn(step, uniform);
  const pairs = asked.map((clips): Draft => ({ clips, gold: null, original: null }));
  const gold = step.gold.map(
    ({ clips, better }): Draft => ({
      clips,
      gold: better,
      original: null,
    }),
  );
  const order = shuffled([...pairs, ...gold], uniform).map((draft) => sided(draft, uniform));
  insertRepeats(order, step.repeats, uniform);
  return order.map(({ clips, gold, original }) => ({
    clips,
    gold,
    repeatOf: original === null ? null : order.indexOf(original),
  }));
}

function sided(draft: Draft, uniform: () => number): Draft {
  return uniform() < 0.5 ? draft : { ...draft, clips: swapped(draft.clips) };
}

/** Each comes with another trial in between, if there is one: it is not to be known again. */
function insertRepeats(order: Draft[], count: number, uniform: () => number): void {
  const plain = shuffled(
    order.filter(({ gold }) => gold === null),
    uniform,
  );
  const last = order.at(-1);
  // Behind the last one nothing could come in between: it is repeated only if all are, and after
  // them, as one of their repeats may have come behind it by then.
  const originals = [
    ...plain.filter((one) => one !== last),
    ...plain.filter((one) => one === last),
  ];
  for (const original of originals.slice(0, count)) {
    const repeat: Draft = { clips: swapped(original.clips), gold: null, original };
    const at = order.indexOf(original);
    const others = order.length - 1;
    if (at === others) {
      // If it still is the last one, it comes before one of the others, and its repeat at the end.
      order.splice(Math.floor(uniform() * others), 0, ...order.splice(at, 1));
      order.push(repeat);
    } else {
      const earliest = at + 2;
      order.splice(earliest + Math.floor(uniform() * (order.length - earliest + 1)), 0, repeat);
    }
  }
}

function swapped([first, second]: Draft["clips"]): [string, string] {
  return [second, first];
}

/** So many different pairs of the step's clips. */
function drawn({ clips, draw }: CompareStep, uniform: () => number): [string, string][] {
  const count = draw ?? 0;
  const total = (clips.length * (clips.length - 1)) / 2;
  const places = total <= listed ? shuffled(range(total), uniform).slice(0, count) : [];
  const chosen = new Set(places);
  while (chosen.size < count) chosen.add(Math.floor(uniform() * total));
  return [...chosen].map((place) => pairAt(clips, place));
}

/** The pairs in the order (0, 1), (0, 2), (1, 2), (0, 3), … of their positions. */
function pairAt(clips: readonly string[], place: number): [string, string] {
  let second = Math.floor((1 + Math.sqrt(1 + 8 * place)) / 2);
  // The root of a large number may be off by one.
  while ((second * (second - 1)) / 2 > place) second -= 1;
  while ((second * (second + 1)) / 2 <= place) second += 1;
  const first = place - (second * (second - 1)) / 2;
  return [clips[first] as string, clips[second] as string];
}
