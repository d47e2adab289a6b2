import "fake-indexeddb/auto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  EndpointAnswer,
  EndpointRequest,
  EndpointUpload,
  PostPolicy,
} from "../../src/generated/contract";
import { askForCode } from "../../src/page/record/code";
import { siteDestination } from "../../src/page/record/destination";
import { sessionsOf } from "../../src/page/record/endpoint";
import { sha256Hex } from "../../src/shared/bytes";
import { Connection, type SessionRow, type WriterRow } from "../../src/shared/database";
import { emptyIndexedDB, ManualTime, policy } from "./support";

const session = "a".repeat(32);
const sha256 = "5".repeat(64);
const key = `${session}/page-1/000004-${sha256}.jsonl.gz`;
const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** The endpoint and the store, at one address. */
let server: Server;
let root: URL;
let received: Received[];
/** What the endpoint says, and with which status. */
let says: (asked: EndpointRequest) => [number, EndpointAnswer | string];
let store: (request: Received, response: ServerResponse) => void;
let upload: EndpointUpload;
let connection: Connection;

beforeEach(async () => {
  emptyIndexedDB();
  received = [];
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = "", url = "", headers } = request;
    const one = { method, url, headers, body: Buffer.concat(parts) };
    received.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  root = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  upload = {
    kind: "endpoint",
    url: new URL("sign", root).href,
    mode: "pilot",
    max_bytes: 5_000_000,
    participants: false,
    code: true,
  };
  says = ({ chunks }) => [200, puts(chunks.length)];
  store = (_request, response) => response.writeHead(200).end();
  connection = new Connection("gymbrowser:balance:/");
  await remember(session, "anna");
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function answer(request: Received, response: ServerResponse): void {
  if (request.url === "/upload.json") {
    response.end(JSON.stringify(upload));
  } else if (request.url === "/sign") {
    const [status, said] = says(JSON.parse(request.body.toString()));
    response.writeHead(status).end(typeof said === "string" ? said : JSON.stringify(said));
  } else {
    store(request, response);
  }
}

function puts(count: number): EndpointAnswer {
  const headers = { "If-None-Match": "*", "x-amz-checksum-sha256": "abc=" };
  const put = { url: new URL("bucket/key?X-Amz-Signature=1", root).href, headers };
  return { kind: "s3-put", puts: Array(count).fill(put), expires_at: "2027-01-01T00:00:00Z" };
}

function remember(id: string, participant: string | null): Promise<unknown> {
  const row: Partial<SessionRow> = { session: id, experiment: "balance", mode: "pilot" };
  return connection.use((database) =>
    database.put("sessions", { ...row, participant } as SessionRow),
  );
}

const destination = () => siteDestination(root, fetch, sessionsOf(connection), "balance");
const send = (name = key, to = destination()) => to.post(upload, name, bytes, false);
const asked = () =>
  received
    .filter(({ url }) => url === "/sign")
    .map(({ body }) => JSON.parse(body.toString()) as EndpointRequest);

describe("a chunk", () => {
  it("is asked for, and put where the endpoint says, with its headers", async () => {
    expect(await send()).toEqual({ kind: "stored" });
    expect(asked()).toEqual([
      {
        request: "upload",
        experiment: "balance",
        mode: "pilot",
        session,
        participant: null,
        chunks: [{ writer: "page-1", number: 4, sha256, size: 256, piece: null }],
      },
    ]);
    const [, put] = received;
    expect(put).toMatchObject({ method: "PUT", url: "/bucket/key?X-Amz-Signature=1" });
    expect(put?.headers).toMatchObject({
      "if-none-match": "*",
      "x-amz-checksum-sha256": "abc=",
      "content-length": "256",
    });
    expect(new Uint8Array(put?.body ?? [])).toEqual(bytes);
  });

  it("is asked for with a hash of the participant's id where the endpoint wants one", async () => {
    upload = { ...upload, participants: true };
    await send();
    const hash = await sha256Hex(new TextEncoder().encode("balance/anna"));
    expect(asked()[0]?.participant).toBe(hash);
    expect(received.map(({ body, url }) => body.toString() + url).join()).not.toContain("anna");
  });

  it("has no participant where the address named none", async () => {
    upload = { ...upload, participants: true };
    await remember(session, null);
    await send();
    expect(asked()[0]?.participant).toBeNull();
  });

  it("in pieces says so, with each piece's own hash", async () => {
    await send(`${key}.1-3`);
    const piece = { count: 3, index: 1, sha256: await sha256Hex(bytes) };
    expect(asked()[0]?.chunks).toEqual([{ writer: "page-1", number: 4, sha256, size: 256, piece }]);
  });

  it.each([
    [412, "stored"],
    [409, "busy"],
    [400, "refused"],
    [500, "busy"],
  ])("that the store answers with %d is %s", async (status, kind) => {
    store = (_request, response) => response.writeHead(status).end("<Error></Error>");
    expect((await send()).kind).toBe(kind);
  });

  it.each([
    ["Request has expired", "clock"],
    ["Request is not valid yet", "clock"],
    ["Access Denied.", "expired"],
  ])("that is refused with the words “%s” is asked for again: %s", async (said, kind) => {
    const body = `<Error><Code>AccessDenied</Code><Message>${said}</Message></Error>`;
    store = (_request, response) => response.writeHead(403).end(body);
    const to = destination();
    expect((await send(key, to)).kind).toBe(kind);
    expect((await send(key, to)).kind).toBe(kind);
    expect(asked()).toHaveLength(2);
  });

  it("of a session that this browser does not know is kept, and nobody asked", async () => {
    expect((await send(key.replaceAll("a", "b"))).kind).toBe("refused");
    expect(received).toEqual([]);
  });
});

describe("a policy", () => {
  const granted = (): PostPolicy => ({ ...policy, url: new URL("bucket/", root).href });
  const stored = (_request: Received, response: ServerResponse) => response.writeHead(204).end();

  beforeEach(() => {
    says = () => [200, granted()];
    store = stored;
  });

  it("is asked for once in a session, and for each session", async () => {
    const to = destination();
    const other = "b".repeat(32);
    await remember(other, null);
    for (const name of [key, key.replace("000004", "000005"), key.replace(session, other)]) {
      expect(await send(name, to)).toEqual({ kind: "stored" });
    }
    expect(asked().map((one) => one.session)).toEqual([session, other]);
    const forms = received.filter(({ url }) => url === "/bucket/");
    expect(forms[0]?.body.toString()).toContain(`in/study/pilot/${key}`);
  });

  it("that the store refuses is asked for anew", async () => {
    const to = destination();
    store = (_request, response) =>
      response.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
    expect((await send(key, to)).kind).toBe("expired");
    store = stored;
    expect((await send(key, to)).kind).toBe("stored");
    expect(asked()).toHaveLength(2);
  });
});

describe("an endpoint", () => {
  const refused = {
    kind: "refused",
    reason: "participant-used",
    message: "With this participant id the study was taken before.",
  } as const;

  it("that refuses is quoted", async () => {
    says = () => [403, refused];
    expect(await send()).toEqual({
      kind: "refused",
      sentence: `The signing endpoint says: ${refused.message}`,
    });
  });

  it.each([
    [503, "{}", "busy"],
    [429, "", "busy"],
    [200, "<!doctype html>", "unreachable"],
    [200, '{"kind": "s4"}', "unreachable"],
    [404, "null", "unreachable"],
    [200, '{"kind": "s3-put", "puts": []}', "unreachable"],
    [200, '{"kind": "code", "code": "X"}', "unreachable"],
  ])("that answers a chunk with %d %s is %s", async (status, body, kind) => {
    says = () => [status, body];
    expect((await send()).kind).toBe(kind);
  });

  it("that is not there is unreachable", async () => {
    upload = { ...upload, url: "http://127.0.0.1:1/" };
    expect((await send()).kind).toBe("unreachable");
  });
});

describe("the code", () => {
  const time = new ManualTime();
  const told: string[] = [];
  const ask = () =>
    askForCode(destination(), connection, session, time.timer, (sentence) => told.push(sentence));

  beforeEach(async () => {
    told.length = 0;
    const made: Array<[string, number, string | null]> = [
      ["game-1", 3, "c".repeat(64)],
      ["game-2", 0, null],
      ["page-1", 7, "d".repeat(64)],
    ];
    for (const [writer, number, previous] of made) {
      const row: Partial<WriterRow> = { session, writer, number, previous };
      await connection.use((database) => database.put("writers", row as WriterRow));
    }
    says = () => [200, { kind: "code", code: "BALANCE-2026" }];
  });

  it("is asked for with the last chunk of each writer", async () => {
    expect(await ask()).toBe("BALANCE-2026");
    expect(asked()[0]).toMatchObject({ request: "code", session });
    expect(
      asked()[0]?.chunks.map(({ writer, number, sha256 }) => [writer, number, sha256]),
    ).toEqual([
      ["game-1", 2, "c".repeat(64)],
      ["page-1", 6, "d".repeat(64)],
    ]);
  });

  it("is asked for until it is given, and every attempt in vain is told", async () => {
    const message = "Not everything of this session is stored yet.";
    let times = 0;
    says = () => {
      times += 1;
      if (times === 3) return [200, { kind: "code", code: "BALANCE-2026" }];
      return [409, { kind: "refused", reason: "not-stored", message }];
    };
    const code = ask();
    for (const count of [1, 2]) {
      await expect.poll(() => told.length).toBe(count);
      await expect.poll(() => time.waits.length).toBe(1);
      time.advance(5_000);
    }
    expect(await code).toBe("BALANCE-2026");
    expect(told).toEqual(Array(2).fill(`The signing endpoint says: ${message}`));
  });

  it.each([["an endpoint that gives none"], ["no endpoint"]])("is none with %s", async (what) => {
    if (what === "no endpoint") upload = policy as unknown as EndpointUpload;
    else upload = { ...upload, code: false };
    expect(await ask()).toBeNull();
    expect(asked()).toEqual([]);
  });
});
