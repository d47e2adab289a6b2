/** Waiting for something that is told. */

/** Listens until `resolve` is called, which may be while listening begins. */
export async function untilSaid<T>(
  listen: (resolve: (value: T) => void) => () => void,
): Promise<T> {
  let stop = () => {};
  const value = await new Promise<T>((resolve) => {
    stop = listen(resolve);
  });
  stop();
  return value;
}
