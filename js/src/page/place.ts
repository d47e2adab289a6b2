/** Stops the study where it cannot run: by the address, the browser, or the page that it is in. */

import { Halt } from "./failure";
import { type HostProblem, judgeHost, lookAtHost } from "./host";
import type { Strings } from "./strings";

/** @throws Halt with what the participant can do. */
export async function checkPlace(
  scope: Window & typeof globalThis,
  strings: Strings,
): Promise<void> {
  const problem = judgeHost(await lookAtHost(scope));
  if (problem !== null) throw haltFor(problem, scope.location.href, strings);
}

function haltFor(problem: HostProblem, address: string, strings: Strings): Halt {
  const { place } = strings;
  switch (problem.kind) {
    case "insecure":
      return new Halt(strings.hostTitle, strings.insecure, false);
    case "preview":
      return new Halt(place.previewTitle, place.preview, false);
    case "no-storage":
      return new Halt(place.framedTitle, place.framed, false, address);
    case "missing":
      return new Halt(strings.hostTitle, strings.missing(problem.lacking), false);
  }
}
