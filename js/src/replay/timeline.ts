/** When each picture of an episode comes; of two that are seen side by side, step by step. */

export class Timeline {
  /** When each picture comes, in ms from 0. */
  readonly times_ms: readonly number[];

  /** @param each the times of each episode; a longer one goes on when the others are over. */
  constructor(each: readonly (readonly number[])[]) {
    const length = Math.max(1, ...each.map((times) => times.length));
    const times = [0];
    for (let picture = 1; picture < length; picture++) {
      const [leading = []] = each.filter((own) => own.length > picture);
      const wait = (leading[picture] ?? 0) - (leading[picture - 1] ?? 0);
      times.push((times.at(-1) as number) + wait);
    }
    this.times_ms = times;
  }

  /** The number of the last picture. */
  get last(): number {
    return this.times_ms.length - 1;
  }

  /** The picture that is seen at this time. */
  pictureAt(time_ms: number): number {
    let [low, high] = [0, this.last];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.times_ms[middle] as number) <= time_ms) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
