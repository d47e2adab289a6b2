/** A value that can be watched. */

export interface Watchable<T> {
  get(): T;
  subscribe(listener: (value: T) => void): () => void;
}

export class Observable<T> implements Watchable<T> {
  readonly #listeners = new Set<(value: T) => void>();

  constructor(private value: T) {}

  get(): T {
    return this.value;
  }

  set(value: T): void {
    this.value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Calls `listener` with every later value, until the returned function is called. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Calls `listener` with the value now and with every later one. */
export function watch<T>(source: Watchable<T>, listener: (value: T) => void): () => void {
  const stop = source.subscribe(listener);
  listener(source.get());
  return stop;
}

/** Listens until `resolve` or `reject` is called, which may be while listening begins. */
export async function untilSaid<T>(
  listen: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  let stop = () => {};
  const said = new Promise<T>((resolve, reject) => {
    stop = listen(resolve, reject);
  });
  return said.finally(() => stop());
}
