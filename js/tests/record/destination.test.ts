import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PostPolicy } from "../../src/generated/contract";
import { judge } from "../../src/page/record/answer";
import { formBytes, siteDestination } from "../../src/page/record/destination";
import { noSession, policy } from "./support";

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
  const post = (permission: PostPolicy) =>
    siteDestination(root, fetch, noSession, "balance").post(permission, "s/w/0", bytes, false);

  it("sends a form as S3 wants it: the policy's fields, the key, the file last", async () => {
    let received: { type: string; body: Buffer<ArrayBuffer> } | null = null;
    handle = (request, body, response) => {
      received = { type: String(request.headers["content-type"]), body };
      response.writeHead(204).end();
    };
    const permission = { ...policy, url: new URL("bucket/", root).href };
    const answer = await post(permission);

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
    const answer = await post(permission);
    expect(answer.kind).toBe("unreachable");
  });

  it("takes a redirect for no answer: a form that became a GET was not stored", async () => {
    handle = (request, _body, response) => {
      if (request.method === "GET") response.writeHead(200).end();
      else response.writeHead(303, { Location: "/elsewhere" }).end();
    };
    const permission = { ...policy, url: new URL("bucket/", root).href };
    const answer = await post(permission);
    expect(answer.kind).toBe("unreachable");
  });

  it("takes an answer that breaks off for none", async () => {
    handle = (_request, _body, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half");
      response.socket?.destroySoon();
    };
    const permission = { ...policy, url: new URL("bucket/", root).href };
    const answer = await post(permission);
    expect(answer.kind).toBe("unreachable");
  });
});

describe("permission", () => {
  it("reads upload.json of the site's root", async () => {
    handle = (request, _body, response) => {
      response.end(request.url === "/study/upload.json" ? JSON.stringify(policy) : "{}");
    };
    expect(await siteDestination(root, fetch, noSession, "balance").permissions()).toEqual([
      policy,
    ]);
  });

  it("reads one permission for each destination", async () => {
    const destinations = [policy, { kind: "none" }];
    handle = (_request, _body, response) =>
      response.end(JSON.stringify({ kind: "several", destinations }));
    const read = await siteDestination(root, fetch, noSession, "balance").permissions();
    expect(read).toEqual(destinations);
  });

  it("is none where upload.json is of another study by now", async () => {
    const of = (experiment: string) =>
      (handle = (_request, _body, response) =>
        response.end(JSON.stringify({ ...policy, experiment })));
    const destination = siteDestination(root, fetch, noSession, "balance");
    of("balance");
    expect(await destination.permissions()).toHaveLength(1);
    of("other");
    await expect(destination.permissions()).rejects.toThrow('of the study "other" now');
  });

  it.each([
    [404, "{}", "HTTP 404"],
    [200, "<!doctype html>", "not JSON"],
    [200, '{"kind": "s3-put"}', '"s3-put"'],
    [200, '{"kind": "s3-post", "url": "https://x.test/", "prefix": ""}', "not whole"],
    [200, "null", "undefined"],
    [200, '{"kind": "several", "destinations": []}', "not whole"],
    [200, '{"kind": "several"}', "not whole"],
    [200, '{"kind": "several", "destinations": [{"kind": "none"}, {"kind": "x"}]}', '"x"'],
  ])("says what is wrong with status %d and %s", async (status, body, sentence) => {
    handle = (_request, _body, response) => response.writeHead(status).end(body);
    await expect(siteDestination(root, fetch, noSession, "balance").permissions()).rejects.toThrow(
      sentence,
    );
  });
});

describe("judge", () => {
  const error = (code: string) => `<Error><Code>${code}</Code><Message>So.</Message></Error>`;

  it.each([
    [200, "", "stored"],
    [204, "", "stored"],
    [201, "<PostResponse><Key>k</Key></PostResponse>", "stored"],
    [200, "<!doctype html><title>Welcome to our hotel</title>", "unreachable"],
    [201, "<PostResponse><Key>k", "unreachable"],
    [200, error("InternalError"), "busy"],
    [200, error("AccessDenied"), "expired"],
    [403, error("RequestTimeTooSkewed"), "clock"],
    [
      403,
      "<Error><Code>AccessDenied</Code><Message>Request is not valid yet</Message></Error>",
      "clock",
    ],
    [408, "", "busy"],
    [429, "", "busy"],
    [500, "", "busy"],
    [503, error("SlowDown"), "busy"],
    [400, error("RequestTimeout"), "busy"],
    [400, error("IncompleteBody"), "busy"],
    [403, error("AccessDenied"), "expired"],
    [400, error("ExpiredToken"), "expired"],
    [400, error("InvalidPolicyDocument"), "expired"],
    [400, "", "refused"],
    [403, "", "refused"],
    [403, error("SignatureDoesNotMatch"), "refused"],
    [403, error("InvalidAccessKeyId"), "refused"],
    [404, error("NoSuchBucket"), "refused"],
    [413, "<html>Request Entity Too Large</html>", "too-large"],
    [400, error("EntityTooLarge"), "too-large"],
  ])("takes HTTP %d with %j for %s", (status, body, kind) => {
    expect(judge(status, body).kind).toBe(kind);
  });

  it("quotes the store", () => {
    expect(judge(403, error("SignatureDoesNotMatch"))).toEqual({
      kind: "refused",
      sentence: "The store refused the data (HTTP 403, SignatureDoesNotMatch, So.).",
    });
  });
});
