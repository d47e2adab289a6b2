/** The text that a game worker is made of; see `early.ts`. */

import { begin, type EarlyJob, type EarlyScope } from "./early";

const scope = self as unknown as EarlyScope & { job: EarlyJob };
begin(scope, scope.job, (script) => import(script)).catch((error: unknown) => {
  // Thrown where nobody catches it, which is how the page hears of a script that does not load.
  setTimeout(() => {
    throw error;
  });
});
