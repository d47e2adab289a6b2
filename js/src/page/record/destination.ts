/** Where chunks go. Knows the wire, nothing of waiting or trying again. */

import type {
  EndpointRequest,
  EndpointUpload,
  OneUpload,
  PostPolicy,
  QuotaSlot,
} from "../../generated/contract";
import type { Bytes } from "../../shared/bytes";
import type { Answer } from "./answer";
import { ENDPOINT_BYTES, Endpoint, type FindSession, type QuotaAsk } from "./endpoint";
import { PATIENCE_MS, postForm } from "./store-requests";

/** What `upload.json` says of one destination. */
export type Permission = OneUpload;

/** What lets chunks be sent: to the store as it is, or by a question to the endpoint each time. */
export type Permit = PostPolicy | EndpointUpload;

export interface Destination {
  /**
   * Reads `upload.json`, past every cache: one permission for each place that chunks go to.
   *
   * @throws Error with a sentence for people.
   */
  permissions(): Promise<Permission[]>;
  /**
   * Sends one object and reads what the store says.
   *
   * @param key Without the permission's prefix.
   * @param keepalive Goes on when the page is closed; at most 64 KiB of all such may be on the way.
   */
  post(permission: Permit, key: string, bytes: Bytes, keepalive: boolean): Promise<Answer>;
  /**
   * The completion code, where an endpoint gives it: once the store has these chunks of a session.
   *
   * @returns null where `upload.json` names no endpoint that gives one.
   * @throws Error with a sentence for people.
   */
  code(session: string, last: EndpointRequest["chunks"]): Promise<string | null>;
  /**
   * The slot of a session, where conditions are given out by quota.
   *
   * @param patience_ms An answer that has not come by then will not come.
   * @returns null where it never had one.
   * @throws Error with a sentence for people.
   */
  quota(session: string, ask: QuotaAsk, patience_ms: number): Promise<QuotaSlot | null>;
}

/** Bytes that a form takes beside its fields' texts and the file: boundaries and part headers. */
const PART_BYTES = 120;

/**
 * The stores and signing endpoints that `upload.json` at the site's root names.
 *
 * @param experiment Whose records are sent: at the site's address there may be another one by now.
 */
export function siteDestination(
  root: URL,
  request: typeof fetch,
  findSession: FindSession,
  experiment: string,
): Destination {
  const endpoint = new Endpoint(request, findSession);
  const permissions = async () => {
    const found = await readPermissions(root, request);
    for (const permission of found) checkExperiment(permission, experiment);
    return found;
  };
  return {
    permissions,
    post: (permit, key, bytes, keepalive) =>
      permit.kind === "endpoint"
        ? endpoint.send(permit, key, bytes, keepalive)
        : postForm(request, permit, key, bytes, keepalive),
    code: async (session, last) => {
      const upload = (await permissions()).find(givesCode);
      return upload === undefined ? null : endpoint.code(upload, session, last);
    },
    quota: async (session, ask, patience_ms) => {
      const upload = (await permissions()).find(({ kind }) => kind === "endpoint");
      if (upload?.kind !== "endpoint") throw new Error("upload.json names no endpoint.");
      return endpoint.quota(upload, session, ask, patience_ms);
    },
  };
}

/** Where chunks go under a permission: stays the same when the permission is renewed. */
export function addressOf(permit: Permit): string {
  return permit.kind === "endpoint" ? permit.url : permit.url + permit.prefix;
}

function givesCode(permission: Permission): permission is EndpointUpload {
  return permission.kind === "endpoint" && permission.code;
}

/**
 * What `upload.json` says.
 *
 * @throws Error with a sentence for people.
 */
export async function readPermissions(root: URL, request: typeof fetch): Promise<Permission[]> {
  const url = new URL("upload.json", root);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await request(url, { cache: "no-store", signal }).catch((cause: unknown) => {
    throw new Error("upload.json could not be read: there was no answer.", { cause });
  });
  if (!response.ok) throw new Error(`upload.json could not be read: HTTP ${response.status}.`);
  const upload: unknown = await response.json().catch((cause: unknown) => {
    throw new Error("upload.json could not be read: it is not JSON.", { cause });
  });
  const { kind, destinations } = Object(upload) as Record<string, unknown>;
  if (kind !== "several") return [checkUpload(upload)];
  // Of none at all it would be true that each of them has everything.
  if (!Array.isArray(destinations) || destinations.length === 0) throw notWhole();
  return destinations.map(checkUpload);
}

/** As much as must be right for a chunk to be sent; store and endpoint judge the rest. */
function checkUpload(upload: unknown): Permission {
  const { kind, url, fields, prefix, max_bytes } = Object(upload) as Record<string, unknown>;
  if (kind === "none") return { kind };
  // A later builder's file on a site that is still this session's: the data wait for one we know.
  if (kind !== "s3-post" && kind !== "endpoint") {
    throw new Error(`upload.json is of the kind "${kind}", which this version does not know.`);
  }
  const hasForm = typeof prefix === "string" && Object(fields) === fields;
  const isWhole = kind === "endpoint" || hasForm;
  if (typeof url !== "string" || typeof max_bytes !== "number" || !isWhole) {
    throw notWhole();
  }
  return upload as Permit;
}

/** An endpoint sees for itself whether it is asked for the right one. */
function checkExperiment(permission: Permission, experiment: string): void {
  const named = permission.kind === "s3-post" ? permission.experiment : null;
  if (named === undefined || named === null || named === experiment) return;
  throw new Error(`upload.json is of the study "${named}" now, and these records are of another.`);
}

function notWhole(): Error {
  return new Error("upload.json could not be read: it is not whole.");
}

/** About how many bytes a request takes beside the chunk. */
export function formBytes(permit: Permit, key: string): number {
  if (permit.kind === "endpoint") return ENDPOINT_BYTES;
  const { fields, prefix } = permit;
  const texts = [...Object.entries(fields).flat(), prefix, key];
  const parts = Object.keys(fields).length + 3;
  return texts.reduce((sum, text) => sum + text.length, parts * PART_BYTES);
}
