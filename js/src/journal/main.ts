/** The text that a game worker makes the worker of which stores its records; see `worker/store.ts`. */

import type { FromStore, ToStore } from "../shared/journal-messages";
import { StoreWorker } from "./store";

/** What of the worker's global scope is used. */
interface Scope {
  postMessage(message: FromStore): void;
  onmessage: ((event: MessageEvent<ToStore>) => void) | null;
}

const scope = self as unknown as Scope;
const worker = new StoreWorker((message) => scope.postMessage(message));
scope.onmessage = ({ data }) => void worker.receive(data);
