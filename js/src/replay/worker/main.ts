/** The entry of `replay-worker.js`. */

import { systemTiming } from "../../worker/timing";
import { type ReplayScope, ReplayWorker } from "./replay-worker";

const scope = self as unknown as ReplayScope;
const worker = new ReplayWorker(scope, systemTiming());
scope.onmessage = ({ data }) => worker.receive(data);
