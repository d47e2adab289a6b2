/** Where all devices tell of their inputs. */

import type { Input } from "../../../shared/protocol";

export interface InputSink {
  /** @param timeStamp of the event, on the page's clock. */
  input(input: Input, timeStamp: number): void;
  /** Everything that is down counts as up. */
  release(timeStamp: number): void;
}
