import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formBytes, judge, siteDestination } from "../../src/page/record/destination";
import { policy } from "./support";

type Handler = (
  request: IncomingMessage,
  body: Buffer<ArrayBuffer>,
  response: ServerResponse,
) => void;

let server: Server;
let handle: Handler;
let root: URL;

beforeEach(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    handle(request, Buffer.concat(parts), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  root = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/study/`);
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe("post", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);

  it("sends a form as S3 wants it: the policy's fields, the key, the file last", async () => {
    let received: { type: string; body: Buffer<ArrayBuffer> } | null = null;
    handle = (request, body, response) => {
      received = { type: String(request.headers["content-type"]), body };
      response.writeHead(204).end();
    };
    const permission = { ...policy, url: new URL("bucket/", root).href };
    const answer = await siteDestination(root, fetch).post(permission, "s/w/0", bytes, false);

    expect(answer).toEqual({ kind: "stored" });
    const { type, body } = received as unknown as { type: string; body: Buffer<ArrayBuffer> };
    const form = await new Response(body, { headers: { "Content-Type": type } }).formData();
    expect([...form.keys()]).toEqual(["Content-Type", "policy", "key", "file"]);
    expect(form.get("key")).toBe("in/study/pilot/s/w/0");
    expect(form.get("Content-Type")).toBe("application/gzip");
    const file = form.get("file") as File;
    expect(file.type).toBe("application/gzip");
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
    expect(body.length).toBeLessThanOrEqual(bytes.length + formBytes(permission, "s/w/0") + 60);
  });

  it("takes a connection that breaks for no answer", async () => {
    handle = (request) => request.socket.destroy();
    const permission = { ...policy, url: new URL("bucket/", root).href };
    const answer = await siteDestination(root, fetch).post(permission, "s/w/0", bytes, false);
    expect(answer.kind).toBe("unreachable");
  });

  it("takes an answer that breaks off for none", async () => {
    handle = (_request, _body, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half");
      response.socket?.destroySoon();
    };
    const permission = { ...policy, url: new URL("bucket/", root).href };
    const answer = await siteDestination(root, fetch).post(permission, "s/w/0", bytes, false);
    expect(answer.kind).toBe("unreachable");
  });
});

describe("permission", () => {
  it("reads upload.json of the site's root", async () => {
    handle = (request, _body, response) => {
      response.end(request.url === "/study/upload.json" ? JSON.stringify(policy) : "{}");
    };
    expect(await siteDestination(root, fetch).permission()).toEqual(policy);
  });

  it.each([
    [404, "{}", "HTTP 404"],
    [200, "<!doctype html>", "not JSON"],
    [200, '{"kind": "s3-put"}', '"s3-put"'],
  ])("says what is wrong with status %d and %s", async (status, body, sentence) => {
    handle = (_request, _body, response) => response.writeHead(status).end(body);
    await expect(siteDestination(root, fetch).permission()).rejects.toThrow(sentence);
  });
});

describe("judge", () => {
  it.each([
    [200, "stored"],
    [204, "stored"],
    [429, "unreachable"],
    [500, "unreachable"],
    [503, "unreachable"],
    [400, "refused"],
    [403, "refused"],
    [413, "unfit"],
  ])("takes HTTP %d for %s", (status, kind) => {
    expect(judge(status, "").kind).toBe(kind);
  });

  it("knows a chunk that is too large, and quotes the store", () => {
    const body = "<Error><Code>EntityTooLarge</Code><Message>Too big.</Message></Error>";
    expect(judge(400, body)).toEqual({
      kind: "unfit",
      sentence:
        "The store takes no chunk as large as this one (HTTP 400, EntityTooLarge, Too big.).",
    });
  });
});
