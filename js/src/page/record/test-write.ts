/** A write of nothing, before anybody begins: whether the store would take what they do. */

import type { Manifest, WriteTestRequest } from "../../generated/contract";
import { toHex } from "../../shared/bytes";
import { pause, type Timer } from "../../shared/timer";
import type { Answer } from "./answer";
import type { Permission } from "./destination";
import { Endpoint } from "./endpoint";
import { postForm } from "./store-requests";

/** Below `<prefix>/<mode>/`; see `gymbrowser/contract/upload.py`. */
const BELOW = "test-writes";

/** What may pass in a moment is tried so often, after so long; an answer is waited for so long. */
const TRIES = 3;
const PAUSE_MS = 1_000;
const PATIENCE_MS = 15_000;

export interface TestWriteOptions {
  manifest: Pick<Manifest, "experiment" | "mode">;
  request: typeof fetch;
  timer: Timer;
  /** `crypto.getRandomValues` of so many bytes. */
  randomBytes: (count: number) => Uint8Array;
}

/**
 * Writes an empty object of a random name to each place that answers go to.
 *
 * @returns `stored` if one place has taken it: another one that is down holds nobody up. Else what
 *   the study's own has answered.
 */
export async function testWrite(
  permissions: readonly Permission[],
  options: TestWriteOptions,
): Promise<Answer> {
  const asked = permissions.filter((permission) => permission.kind !== "none");
  const answers = await Promise.all(asked.map((permission) => insistently(permission, options)));
  return answers.find(({ kind }) => kind === "stored") ?? answers[0] ?? { kind: "stored" };
}

async function insistently(
  permission: Exclude<Permission, { kind: "none" }>,
  options: TestWriteOptions,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await Promise.race([write(permission, options), silence(options.timer)]);
    const mayPass = answer.kind === "busy" || answer.kind === "unreachable";
    if (!mayPass || tries === TRIES) return answer;
    await pause(options.timer, PAUSE_MS);
  }
}

function write(
  permission: Exclude<Permission, { kind: "none" }>,
  { manifest, request, randomBytes }: TestWriteOptions,
): Promise<Answer> {
  const name = toHex(randomBytes(16));
  const nothing = new Uint8Array(0);
  if (permission.kind === "s3-post") {
    return postForm(request, permission, `${BELOW}/${name}`, nothing, false);
  }
  const { experiment, mode } = manifest;
  const ask: WriteTestRequest = { request: "test", experiment, mode, name };
  return new Endpoint(request, async () => undefined).test(permission, ask, `${BELOW}/${name}`);
}

async function silence(timer: Timer): Promise<Answer> {
  await pause(timer, PATIENCE_MS);
  return { kind: "unreachable", sentence: "The store gave no answer." };
}
