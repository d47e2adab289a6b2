/** What an answer of the store means for the chunk that was sent. */

/** What came of one attempt to send a chunk; each sentence is for people. */
export type Answer =
  /** The store has it: a success was read to its end. */
  | { kind: "stored" }
  /** No answer, or none that a store gives. A browser tells a missing CORS rule no other way. */
  | { kind: "unreachable"; sentence: string }
  /** The store may take the same in a while. */
  | { kind: "busy"; sentence: string }
  /** The permission is over, or allows something else: another one is needed. */
  | { kind: "expired"; sentence: string }
  /** The clock of whoever signed the permission is off: another one would be no better. */
  | { kind: "clock"; sentence: string }
  /** Something is wrong where the study's people have to mend it: bucket, key or signature. */
  | { kind: "refused"; sentence: string }
  /** It would be taken in smaller pieces. */
  | { kind: "too-large"; sentence: string };

// Source: Amazon S3 API Reference, "Error Responses".
const BUSY = new Set([
  "BandwidthLimitExceeded",
  "IncompleteBody",
  "InternalError",
  "OperationAborted",
  "RequestTimeout",
  "ServiceUnavailable",
  "SlowDown",
  "Throttling",
]);
const EXPIRED = new Set([
  "AccessDenied",
  "ExpiredToken",
  "InvalidPolicyDocument",
  "InvalidToken",
  "RequestExpired",
  "TokenRefreshRequired",
]);

/** Judges by the status and by the code of S3's XML. */
export function judge(status: number, body: string): Answer {
  const code = tagOf(body, "Code");
  const said = [`HTTP ${status}`, code, tagOf(body, "Message")].filter(Boolean).join(", ");
  // Some stores begin a success, and find out while they write its body.
  if (status >= 200 && status < 300 && code === undefined) return judgeSuccess(body, said);
  if (status >= 500 || status === 429 || status === 408 || BUSY.has(code ?? "")) {
    return { kind: "busy", sentence: `The store could not take the data (${said}).` };
  }
  if (status === 413 || code === "EntityTooLarge") {
    return {
      kind: "too-large",
      sentence: `The store takes no chunk as large as this one (${said}).`,
    };
  }
  if (isSignedInTheFuture(code, body)) return wrongClock(said);
  const kind = EXPIRED.has(code ?? "") ? "expired" : "refused";
  return { kind, sentence: `The store refused the data (${said}).` };
}

/**
 * What came of a permission that was given just now.
 *
 * @param answer If it says that the permission has ended, the clock by which it was signed is behind.
 */
export function judgeFresh(answer: Answer): Answer {
  const hasEnded = answer.kind === "expired" && /expired/i.test(answer.sentence);
  return hasEnded ? wrongClock(answer.sentence) : answer;
}

/** Not every store has a code of its own for it, and some take what is signed so. */
function isSignedInTheFuture(code: string | undefined, body: string): boolean {
  const notYet = code === "AccessDenied" && /not (valid yet|yet valid)/i.test(body);
  return code === "RequestTimeTooSkewed" || notYet;
}

function wrongClock(said: string): Answer {
  return { kind: "clock", sentence: `The clock that signed the permission is off (${said}).` };
}

/** A page that somebody between here and the store has put in is no success of the store. */
function judgeSuccess(body: string, said: string): Answer {
  const whole = body.trim() === "" || body.includes("</PostResponse>");
  if (whole) return { kind: "stored" };
  return { kind: "unreachable", sentence: `What answered is no store (${said}).` };
}

function tagOf(xml: string, tag: string): string | undefined {
  return new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
}
