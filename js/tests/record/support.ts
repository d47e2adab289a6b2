/** A browser, a store and a clock for tests of the recorder. */

import { IDBFactory } from "fake-indexeddb";
import type { ChunkHeader, Manifest, PostPolicy, Upload } from "../../src/generated/contract";
import type { Browser } from "../../src/page/record/browser";
import type { FindSession } from "../../src/page/record/endpoint";
import { openRecorder } from "../../src/page/record/open";
import type { Recorder, RecorderOptions } from "../../src/page/record/recorder";
import type { Tab } from "../../src/page/record/tab";
import type { Witness } from "../../src/page/record/witness";
import { gunzip, sha256Hex } from "../../src/shared/bytes";
import type { StoredCourse } from "../../src/shared/course";
import { plainRules } from "../../src/shared/plain-rules";
import type { Timer } from "../../src/shared/timer";

/** Time that stands still until it is moved. */
export class ManualTime {
  now_ms = 1_800_000_000_000;
  #due: Array<{ at: number; run: () => void }> = [];

  readonly clock = () => this.now_ms;

  readonly timer: Timer = (run, delay_ms) => {
    const appointment = { at: this.now_ms + delay_ms, run };
    this.#due.push(appointment);
    return () => {
      this.#due = this.#due.filter((one) => one !== appointment);
    };
  };

  /** How long until each appointment. */
  get waits(): number[] {
    return this.#due.map(({ at }) => at - this.now_ms);
  }

  advance(by_ms: number): void {
    this.now_ms += by_ms;
    const due = this.#due.filter(({ at }) => at <= this.now_ms);
    this.#due = this.#due.filter(({ at }) => at > this.now_ms);
    for (const { run } of due.sort((a, b) => a.at - b.at)) run();
  }
}

/** An empty IndexedDB for everything that runs after it. */
export function emptyIndexedDB(): void {
  globalThis.indexedDB = new IDBFactory();
}

/** Web Locks of one browser; `release` is what a killed page does to its own. */
export class FakeLocks {
  #held = new Set<string>();

  release(): void {
    this.#held.clear();
  }

  readonly request = this.#request.bind(this) as Browser["locks"]["request"];

  #request(name: string, { signal }: { signal: AbortSignal }, run: () => Promise<void>) {
    if (!this.#held.has(name)) {
      this.#held.add(name);
      return run();
    }
    return new Promise<void>((_resolve, reject) => {
      const aborted = () => reject(new DOMException("Aborted.", "AbortError"));
      signal.addEventListener("abort", aborted);
    });
  }
}

export const policy: PostPolicy = {
  kind: "s3-post",
  url: "https://bucket.test/",
  fields: { "Content-Type": "application/gzip", policy: "first" },
  prefix: "in/study/pilot/",
  mode: "pilot",
  max_bytes: 5_000_000,
  expires_at: "2027-01-01T00:00:00Z",
};

export interface Attempt {
  key: string;
  policy: string;
  bytes: Uint8Array<ArrayBuffer>;
  keepalive: boolean;
}

/** An S3 bucket and the site's `upload.json`, as the browser's `fetch` sees them. */
export class FakeStore {
  upload: Upload = policy;
  isOnline = true;
  readonly objects = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly attempts: Attempt[] = [];
  permissionsRead = 0;
  /** `localStorage`, as it were: like the bucket it outlives a page. */
  readonly lines = new Map<string, string>();
  readonly witness: Witness = {
    read: (database) => this.lines.get(database) ?? null,
    write: (database, line) => {
      if (line === null) this.lines.delete(database);
      else this.lines.set(database, line);
    },
  };
  /** What becomes of a form; null: it is stored and acknowledged. */
  answer: (attempt: Attempt) => Response | null | Promise<Response | null> = () => null;

  readonly fetch: typeof fetch = async (input, options) => {
    if (String(input).endsWith("/upload.json")) {
      this.permissionsRead += 1;
      return Response.json(this.upload);
    }
    const form = options?.body as FormData;
    const attempt = {
      key: String(form.get("key")),
      policy: String(form.get("policy")),
      bytes: new Uint8Array(await (form.get("file") as File).arrayBuffer()),
      keepalive: options?.keepalive === true,
    };
    this.attempts.push(attempt);
    const answer = await this.answer(attempt);
    if (answer !== null) return answer;
    this.put(attempt);
    return new Response(null, { status: 204 });
  };

  put({ key, bytes }: Attempt): void {
    this.objects.set(key, bytes);
  }
}

/** For where no endpoint asks whose a session is. */
export const noSession: FindSession = async () => undefined;

export function s3Error(status: number, code: string, message = ""): Response {
  const body = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return new Response(body, { status });
}

/** What a tab of this browser remembers: another one by `tabs.clear()`. */
export const tabs = new Map<string, string>();

function testTab(name: string): Tab {
  return {
    get: () => tabs.get(name) ?? null,
    set: (session) => void (session === null ? tabs.delete(name) : tabs.set(name, session)),
  };
}

export interface TestBrowser extends Browser {
  /** Databases that the service worker is to see to. */
  syncs: string[];
  leave: () => void;
  comeBack: () => void;
}

/** A page's surroundings; `databases` false is a browser that does not tell which there are. */
export function testBrowser(
  time: ManualTime,
  store: FakeStore,
  locks: FakeLocks,
  { databases = true, isReload = false } = {},
): TestBrowser {
  const leaving: Array<() => void> = [];
  const returning: Array<() => void> = [];
  const syncs: string[] = [];
  return {
    syncs,
    isOnline: () => store.isOnline,
    // One that never answers: what it would say is no matter of most tests.
    askStorage: () => new Promise(() => {}),
    witness: store.witness,
    requestSync: async (database) => void syncs.push(database),
    locks,
    fetch: store.fetch,
    clock: time.clock,
    timer: time.timer,
    rest: () => Promise.resolve(),
    random: () => 0.5,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    facts: () => ({
      user_agent: "Test/1",
      languages: ["de", "en"],
      screen: [1280, 720],
      pixel_ratio: 2,
      time_origin: 1_800_000_000_000,
    }),
    hasDatabase: async (name) => {
      if (!databases) return null;
      return (await indexedDB.databases()).some((database) => database.name === name);
    },
    isReload: () => isReload,
    tab: testTab,
    onLeave: (run) => leaving.push(run),
    onReturn: (run) => returning.push(run),
    leave: () => {
      for (const run of leaving) run();
    },
    comeBack: () => {
      for (const run of returning) run();
    },
  };
}

/** Where the study of `manifest` lies. */
export const root = new URL("https://site.test/study/");

/** Loads the page: the recorder of that study. @throws where another page has the lock */
export async function openPage(
  browser: Browser,
  options: Partial<RecorderOptions> = {},
): Promise<Recorder> {
  const recorder = await openRecorder(
    {
      manifest,
      siteHash,
      root,
      search: new URLSearchParams(),
      flushWorker: async () => {},
      ...options,
    },
    browser,
  );
  if ("busy" in recorder) throw new Error("The lock is held.");
  return recorder;
}

export interface ReadChunk {
  key: string;
  header: ChunkHeader;
  records: Array<{ n: number; t: number; type: string }>;
}

/**
 * Reads chunks as the contract has them, checking keys, numbering and the chain of each writer.
 *
 * @param excused What of the chain need not hold.
 */
export async function readChunks(
  objects: Map<string, Uint8Array<ArrayBuffer>>,
  excused: string[] = [],
) {
  const chunks: ReadChunk[] = [];
  const ends = new Map<string, { number: number; next: number; digest: string }>();
  for (const key of [...objects.keys()].sort()) {
    const bytes = objects.get(key) as Uint8Array<ArrayBuffer>;
    const text = new TextDecoder().decode(await gunzip(bytes));
    if (!text.endsWith("\n")) throw new Error(`${key} does not end with a line feed.`);
    const [header, ...records] = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const chunk = { key, header, records } as ReadChunk;
    const digest = await sha256Hex(bytes);
    checkLink(chunk, digest, excused, ends.get(writerOf(chunk)));
    const next = chunk.header.first + chunk.records.length;
    ends.set(writerOf(chunk), { number: chunk.header.number, next, digest });
    chunks.push(chunk);
  }
  return chunks;
}

function writerOf({ header }: ReadChunk): string {
  return `${header.session}/${header.writer}`;
}

function checkLink(
  chunk: ReadChunk,
  digest: string,
  excused: string[],
  before = { number: -1, next: 0, digest: null as string | null },
): void {
  const { header, key, records } = chunk;
  const number = String(header.number).padStart(6, "0");
  const links = {
    format: header.format === "gymbrowser.chunk/1",
    key: key.endsWith(`${header.mode}/${writerOf(chunk)}/${number}-${digest}.jsonl.gz`),
    number: header.number === before.number + 1,
    previous: header.previous === before.digest,
    first: header.first === before.next,
    records: header.records === records.length && records.length > 0,
    n: records.every(({ n }, index) => n === header.first + index),
  };
  const broken = Object.entries(links).filter(([name, holds]) => !holds && !excused.includes(name));
  if (broken.length > 0) throw new Error(`${key} breaks: ${broken.map(([name]) => name)}.`);
}

const sha = (digit: string) => digit.repeat(64);
export const siteHash = sha("5");

/** That of a study in which nothing is decided. */
export const noCourse: StoredCourse = {
  decisions: [],
  facts: { answers: {}, results: {}, conditions: {} },
};

/** A study with one game, as far as the recorder looks at it. */
export const manifest: Manifest = {
  format: "gymbrowser.site/1",
  gymbrowser: "0.1.0",
  experiment: "balance",
  title: "Balance",
  mode: "pilot",
  language: "en",
  participant: { id: ["PROLIFIC_PID", "participant"], params: ["STUDY_ID"], number: null },
  device: "own",
  on_abandon: "keep",
  withdrawal: null,
  runtime: {
    pyodide: "314.0.4",
    core: "rt/0/core/",
    lock: "v/0/pyodide-lock.json",
    packages: [],
    ort: "rt/0/ort/",
    files: [],
  },
  environment: { gym_id: "CartPole-v1", entry_point: null, kwargs: "{}", sha256: sha("e") },
  policies: {
    coach: {
      kind: "onnx",
      file: "v/0/policies/coach.onnx",
      sha256: sha("c"),
      inputs: [],
      fixed: [],
      states: [],
      outputs: [{ name: "logits", dtype: "float32", size: 2 }],
      choice: { kind: "given", size: 1 },
    },
  },
  assets: { images: {}, atlases: {}, sounds: {} },
  steps: [
    { kind: "page", id: "welcome", html: "" },
    {
      kind: "game",
      id: "main",
      html: "",
      agents: {
        player: {
          actor: "human",
          action_space: { n: 2, start: 0 },
          layout: {
            observation: [{ path: [], dtype: "<f4", shape: [4] }],
            action: [{ path: [], dtype: "<i8", shape: [] }],
            output: [],
          },
          recorded: {
            rule: { keep: "all", every: 1, downsample: 2 },
            layout: [{ path: [], dtype: "<f4", shape: [2] }],
          },
        },
      },
      controls: {},
      view: { render_mode: null, draw: "module:draw", width: 600, height: 400 },
      episodes: 1,
      pace: "real_time",
      fps: 30,
      turn_delay_ms: null,
      max_steps: null,
      seeds: null,
      rules: plainRules,
    },
    { kind: "end", id: "end", html: "", code: null, redirect: null, outcome: "done" },
  ],
  flow: [0, 1].map((step) => ({ kind: "step", step, when: null })),
  factors: [],
  connect: [],
};
