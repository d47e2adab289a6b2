/** A script of Node.js, from its start to what went wrong in it. */

/**
 * What fails is said on the standard error.
 *
 * @param tell What of it is said; without it, where it was as well.
 */
export function run(main: Promise<void>, tell: (error: Error) => string = whereOf): Promise<void> {
  return main.catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? tell(error) : error}\n`);
    process.exitCode = 1;
    process.stdin.destroy(); // or else whoever has it open would wait for an answer
  });
}

function whereOf({ stack, message }: Error): string {
  return stack ?? message;
}
