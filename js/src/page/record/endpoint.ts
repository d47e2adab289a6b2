/** A signing endpoint: each session has a permission of its own, and asks for it with every chunk. */

import type {
  ChunkDescriptor,
  EndpointAnswer,
  EndpointRequest,
  EndpointUpload,
  PostPolicy,
  QuotaRequest,
  QuotaSlot,
  Refused,
  WriteTestRequest,
} from "../../generated/contract";
import { type Bytes, sha256Hex } from "../../shared/bytes";
import type { Connection, SessionRow } from "../../shared/database";
import { partsOf, sessionIn } from "../../shared/object-key";
import { type Answer, judgeFresh } from "./answer";
import { PATIENCE_MS, postForm, putObject } from "./store-requests";

/** What this browser knows of a session whose chunks it holds. */
export type FindSession = (
  session: string,
) => Promise<Pick<SessionRow, "experiment" | "mode" | "participant"> | undefined>;

export function sessionsOf(connection: Connection): FindSession {
  return (session) => connection.use((database) => database.get("sessions", session));
}

type Granted = Exclude<EndpointAnswer, Refused>;

/** What a page asks of a quota; whose session it is is known here. */
export type QuotaAsk = Omit<QuotaRequest, "experiment" | "mode" | "session">;

/** After such an answer another permission is asked for. */
const GIVE_BACK = new Set<Answer["kind"]>(["expired", "refused", "clock"]);

type Denied = Exclude<Answer, { kind: "stored" }>;
/** The endpoint itself has said no. */
type Denial = { kind: "refused"; sentence: string; reason: Refused["reason"] };

/** About what a question and a PUT weigh beside the chunk. */
export const ENDPOINT_BYTES = 4_000;

export class Endpoint {
  /** By endpoint and session: each is good for all chunks of that, until the store refuses it. */
  readonly #policies = new Map<string, PostPolicy>();

  constructor(
    private readonly request: typeof fetch,
    private readonly findSession: FindSession,
  ) {}

  /** Sends one object to where the endpoint says. */
  async send(
    upload: EndpointUpload,
    key: string,
    bytes: Bytes,
    keepalive: boolean,
  ): Promise<Answer> {
    const session = sessionIn(key);
    const scope = `${upload.url} ${session}`;
    const granted =
      this.#policies.get(scope) ??
      (await this.#ask(upload, "upload", session, [await describe(key, bytes)], keepalive));
    if (granted.kind === "s3-post") {
      return this.#post(scope, granted, key, bytes, keepalive);
    }
    return judgeFresh(await this.#put(granted, bytes, keepalive));
  }

  /** Writes nothing at all, under a name of no session. */
  async test({ url }: EndpointUpload, ask: WriteTestRequest, key: string): Promise<Answer> {
    const nothing = new Uint8Array(0);
    const granted = await this.#exchange(url, ask, PATIENCE_MS);
    if (granted.kind === "s3-post") return postForm(this.request, granted, key, nothing, false);
    return this.#put(granted, nothing, false);
  }

  /**
   * The completion code, once the store has these chunks: the last one of each writer.
   *
   * @throws Error with a sentence for people.
   */
  async code(
    upload: EndpointUpload,
    session: string,
    last: EndpointRequest["chunks"],
  ): Promise<string> {
    const granted = await this.#ask(upload, "code", session, last, false);
    if (granted.kind === "code") return granted.code;
    throw new Error("sentence" in granted ? granted.sentence : strange().sentence);
  }

  /**
   * The slot of a session, where conditions are given out by quota; null: it never had one.
   *
   * @throws Error with a sentence for people.
   */
  async quota(
    { url }: EndpointUpload,
    session: string,
    ask: QuotaAsk,
    patience_ms: number,
  ): Promise<QuotaSlot | null> {
    const row = await this.findSession(session);
    if (row === undefined) throw new Error(UNKNOWN_SESSION);
    const { experiment, mode } = row;
    const answer = await this.#exchange(url, { ...ask, experiment, mode, session }, patience_ms);
    if (answer.kind === "quota") return answer;
    if (answer.kind === "refused" && "reason" in answer && answer.reason === "no-slot") return null;
    throw new Error("sentence" in answer ? answer.sentence : strange().sentence);
  }

  async #post(
    scope: string,
    policy: PostPolicy,
    key: string,
    bytes: Bytes,
    keepalive: boolean,
  ): Promise<Answer> {
    this.#policies.set(scope, policy);
    const answer = await postForm(this.request, policy, key, bytes, keepalive);
    if (GIVE_BACK.has(answer.kind)) this.#policies.delete(scope);
    return answer;
  }

  /** Under a permission for this one object; or what was said in the place of one. */
  async #put(
    granted: Exclude<Granted, PostPolicy> | Denied,
    bytes: Bytes,
    keepalive: boolean,
  ): Promise<Answer> {
    if (granted.kind === "code" || granted.kind === "quota") return strange();
    if (granted.kind !== "s3-put") return granted;
    const [put] = granted.puts;
    return put === undefined ? strange() : putObject(this.request, put, bytes, keepalive);
  }

  async #ask(
    { url, participants }: EndpointUpload,
    request: EndpointRequest["request"],
    session: string,
    chunks: EndpointRequest["chunks"],
    keepalive: boolean,
  ): Promise<Granted | Denied> {
    const row = await this.findSession(session);
    if (row === undefined) return { kind: "refused", sentence: UNKNOWN_SESSION };
    const { experiment, mode } = row;
    const participant = participants ? await pseudonym(row) : null;
    const body: EndpointRequest = { request, experiment, mode, session, participant, chunks };
    const answer = await this.#exchange(url, body, PATIENCE_MS, keepalive);
    return "reason" in answer ? { kind: "refused", sentence: answer.sentence } : answer;
  }

  async #exchange(
    url: string,
    body: EndpointRequest | QuotaRequest | WriteTestRequest,
    patience_ms: number,
    keepalive = false,
  ): Promise<Granted | Denied | Denial> {
    try {
      const response = await this.request(url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        keepalive,
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(patience_ms),
      });
      return judge(response.status, await response.text());
    } catch (error) {
      const sentence = `The signing endpoint did not answer (${String(error)}).`;
      return { kind: "unreachable", sentence };
    }
  }
}

/** What the endpoint is told of an object. */
async function describe(key: string, bytes: Bytes): Promise<ChunkDescriptor> {
  const { piece, ...chunk } = partsOf(key);
  const described = piece && { ...piece, sha256: await sha256Hex(bytes) };
  return { ...chunk, size: bytes.length, piece: described };
}

/** The participant's id never leaves the browser this way; null where there is none. */
async function pseudonym({
  experiment,
  participant,
}: Pick<SessionRow, "experiment" | "participant">): Promise<string | null> {
  if (participant === null) return null;
  return sha256Hex(new TextEncoder().encode(`${experiment}/${participant}`));
}

const UNKNOWN_SESSION = "This browser does not know any more whose data these are.";
const KNOWN = new Set(["s3-post", "s3-put", "code", "quota", "refused"]);

function judge(status: number, body: string): Granted | Denied | Denial {
  if (status >= 500 || status === 429) {
    return { kind: "busy", sentence: `The signing endpoint can't answer now (HTTP ${status}).` };
  }
  const answer = parse(body);
  if (answer === null) return strange(status);
  if (answer.kind !== "refused") return answer;
  const { reason, message } = answer;
  return { kind: "refused", reason, sentence: `The signing endpoint says: ${message}` };
}

function parse(body: string): EndpointAnswer | null {
  try {
    const answer = Object(JSON.parse(body)) as EndpointAnswer;
    return KNOWN.has(answer.kind) ? answer : null;
  } catch {
    return null;
  }
}

/** A page that somebody between here and the endpoint has put in, or an endpoint of another version. */
function strange(status?: number): Denied {
  const said = status === undefined ? "" : ` (HTTP ${status})`;
  return { kind: "unreachable", sentence: `What answered is no signing endpoint${said}.` };
}
