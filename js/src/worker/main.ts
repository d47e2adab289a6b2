/** The entry of `worker.js`. */

import { GameWorker, type WorkerScope } from "./game-worker";
import { RemoteStore } from "./store";
import { systemTiming } from "./timing";

const scope = self as unknown as WorkerScope;
const worker = new GameWorker(scope, systemTiming(), new RemoteStore());
// Set before this module's first pause, so that no message of the page is missed.
scope.onmessage = ({ data }) => void worker.receive(data);
