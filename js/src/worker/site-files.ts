/** Files of the site: where the host has one, and gives the one that the site was built with. */

import type { DonorActions, DonorFile, OnnxPolicy, Picture } from "../generated/contract";
import { bytesOf } from "../shared/bytes";
import type { Fetch } from "./ask";
import { refusalOf } from "./failure";

/** @throws MissingFileError where the host has no such file; an Error where it gives none */
export async function fetched(
  fetch: Fetch,
  address: string,
  init: RequestInit = {},
): Promise<Response> {
  const response = await fetch(address, init);
  if (!response.ok) throw refusalOf(address, response.status);
  return response;
}

/** @throws as `fetched` */
export async function fetchPolicy(
  fetch: Fetch,
  plainFetch: Fetch,
  root: string,
  policy: OnnxPolicy,
): Promise<Uint8Array> {
  const response = await fetchChecked(fetch, root, policy).catch(async (error: unknown) => {
    const address = new URL(policy.file, root).href;
    // The words of a 404 have another digest, and browsers say no more than that it is another.
    const answer = await plainFetch(address, { method: "HEAD" }).catch(() => null);
    throw answer === null || answer.ok ? error : refusalOf(address, answer.status);
  });
  return bytesOf(response);
}

/** What a donor did. @throws as `fetched` */
export async function fetchDonor(
  fetch: Fetch,
  root: string,
  file: DonorFile,
): Promise<DonorActions> {
  return (await fetchChecked(fetch, root, file)).json();
}

/** @throws as `fetched` */
export async function fetchPicture(fetch: Fetch, root: string, picture: Picture): Promise<Blob> {
  return (await fetchChecked(fetch, root, picture)).blob();
}

/** The browser compares the digest. */
function fetchChecked(
  fetch: Fetch,
  root: string,
  { file, sha256 }: Pick<Picture, "file" | "sha256">,
): Promise<Response> {
  return fetched(fetch, new URL(file, root).href, { integrity: integrityOf(sha256) });
}

/** A digest as the web's Subresource Integrity writes it. */
function integrityOf(sha256: string): string {
  const bytes = (sha256.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}
