/** Unpacks what came as gzip, wherever that was decided. */

import type { Bytes } from "./bytes";
import { isGzip } from "./form";

/** What is sent or kept as gzip, unpacked; a host may also have unpacked it on its own account. */
export async function unpacked(body: ReadableStream<Bytes>): Promise<ReadableStream<Bytes>> {
  const reader = body.getReader();
  const first = await reader.read();
  const whole = new ReadableStream<Bytes>({
    start: (controller) => forward(first, controller),
    pull: async (controller) => forward(await reader.read(), controller),
    cancel: (reason) => reader.cancel(reason),
  });
  const gzip = first.value !== undefined && isGzip(first.value);
  return gzip ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
}

function forward(
  { done, value }: ReadableStreamReadResult<Bytes>,
  controller: ReadableStreamDefaultController<Bytes>,
): void {
  if (done) controller.close();
  else controller.enqueue(value);
}
