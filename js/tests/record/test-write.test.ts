import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EndpointAnswer, EndpointUpload, OneUpload } from "../../src/generated/contract";
import { admitByStore } from "../../src/page/admission";
import { testWrite } from "../../src/page/record/test-write";
import { english } from "../../src/page/strings";
import type { Timer } from "../../src/shared/timer";
import { policy } from "./support";

interface Received {
  method: string;
  url: string;
  body: string;
}

let server: Server;
let root: URL;
let received: Received[];
/** What is answered to each address: a status and a body. */
let says: (request: Received) => [number, string];

beforeEach(async () => {
  received = [];
  says = () => [204, ""];
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = "", url = "" } = request;
    const one = { method, url, body: Buffer.concat(parts).toString("latin1") };
    received.push(one);
    const [status, body] = says(one);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  root = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const store = (name: string): OneUpload => ({ ...policy, url: new URL(name, root).href });
const endpoint = (): EndpointUpload => ({
  kind: "endpoint",
  url: new URL("sign", root).href,
  mode: "pilot",
  max_bytes: 5_000_000,
  participants: true,
  code: true,
});

/** Pauses are over at once; what has no answer is not given up by itself. */
const hasty: Timer = (run, delay_ms) => {
  if (delay_ms < 5_000) queueMicrotask(run);
  return () => {};
};
const tryAll = (permissions: OneUpload[], timer: Timer = hasty) =>
  testWrite(permissions, {
    manifest: { experiment: "balance", mode: "pilot" },
    request: fetch,
    timer,
    randomBytes: (count) => new Uint8Array(count).fill(0xab),
  });

describe("before anybody begins", () => {
  it("an empty object of a random name goes to the store, and nothing else", async () => {
    expect((await tryAll([store("bucket/")])).kind).toBe("stored");
    const [{ method, url, body } = { method: "", url: "", body: "" }, ...more] = received;
    expect([method, url, more]).toEqual(["POST", "/bucket/", []]);
    expect(body).toMatch(
      new RegExp(`name="key"\\r\\n\\r\\n\\S*/test-writes/${"ab".repeat(16)}\\r\\n`),
    );
    expect(body).toMatch(
      /filename="chunk.jsonl.gz"\r\nContent-Type: application\/gzip\r\n\r\n\r\n--/,
    );
  });

  it("an endpoint is asked for the permission by the study and the name alone", async () => {
    const put = { url: new URL("object", root).href, headers: { "If-None-Match": "*" } };
    const answer: EndpointAnswer = { kind: "s3-put", puts: [put], expires_at: "2026-11-21" };
    says = ({ url }) => (url === "/sign" ? [200, JSON.stringify(answer)] : [200, ""]);
    expect((await tryAll([endpoint()])).kind).toBe("stored");
    expect(JSON.parse(received[0]?.body ?? "")).toEqual({
      request: "test",
      experiment: "balance",
      mode: "pilot",
      name: "ab".repeat(16),
    });
    expect(received[1]).toEqual({ method: "PUT", url: "/object", body: "" });
  });

  it("an endpoint may give a form in the place of an address", async () => {
    says = ({ url }) => (url === "/sign" ? [200, JSON.stringify(store("form/"))] : [204, ""]);
    expect((await tryAll([endpoint()])).kind).toBe("stored");
    expect(received.map(({ url }) => url)).toEqual(["/sign", "/form/"]);
    const refused: EndpointAnswer = { kind: "refused", reason: "other-study", message: "No." };
    says = () => [403, JSON.stringify(refused)];
    expect((await tryAll([endpoint()])).kind).toBe("refused");
  });

  it("what may pass in a moment is tried again, what does not is not", async () => {
    says = () => (received.length < 3 ? [503, ""] : [204, ""]);
    expect((await tryAll([store("bucket/")])).kind).toBe("stored");
    expect(received).toHaveLength(3);
    received = [];
    says = () => [403, "<Error><Code>AccessDenied</Code></Error>"];
    expect((await tryAll([store("bucket/")])).kind).toBe("expired");
    expect(received).toHaveLength(1);
  });

  it("one of two places is enough, and none is asked where answers stay here", async () => {
    says = ({ url }) => (url === "/first/" ? [403, ""] : [204, ""]);
    expect((await tryAll([store("first/"), store("also/")])).kind).toBe("stored");
    received = [];
    expect((await tryAll([{ kind: "none" }])).kind).toBe("stored");
    expect(received).toEqual([]);
  });

  it("a store that says nothing is not waited for for ever", async () => {
    says = () => [204, ""];
    server.removeAllListeners("request");
    const impatient: Timer = (run) => {
      queueMicrotask(run);
      return () => {};
    };
    expect((await tryAll([store("bucket/")], impatient)).kind).toBe("unreachable");
  });

  it("who can't be kept is told so, by what is wrong", () => {
    const sentence = "said";
    expect(() => admitByStore({ kind: "stored" }, english)).not.toThrow();
    expect(() => admitByStore({ kind: "expired", sentence }, english)).toThrow(
      english.admission.soon,
    );
    expect(() => admitByStore({ kind: "unreachable", sentence }, english)).toThrow(
      english.admission.silent,
    );
  });
});
