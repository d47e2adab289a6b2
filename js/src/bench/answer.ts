/** A worker of the benchmarks, which is asked once. */

/** Measures what the page asks, and answers. */
export function answerBy<Q, A>(measure: (question: Q) => Promise<A>): void {
  self.onmessage = ({ data }: MessageEvent<Q>) => {
    measure(data).then(postMessage, (error: unknown) => {
      // Thrown where nobody catches it, which is how the page hears of it.
      setTimeout(() => {
        throw error;
      });
    });
  };
}
