/** Asks the site's host for a file, in the form that costs least. */

import type { Manifest } from "../generated/contract";
import { messageOf } from "../shared/errors";
import { addressOf, type Form } from "../shared/form";

/** `fetch`, as the worker has it. */
export type Fetch = typeof fetch;

/** What is to be known of a file to ask for it. */
export interface Asked {
  /** Absolute, of the file as it is. */
  address: string;
  /** Whether its gzip lies beside it. */
  gzip?: boolean | undefined;
}

/** @param root absolute address of the manifest's folder */
export function interpreterOf({ runtime }: Manifest, root: string | URL): Asked {
  const path = `${runtime.core}pyodide.asm.wasm`;
  const gzip = runtime.files.find((file) => file.path === path)?.gzip;
  return { address: new URL(path, root).href, gzip };
}

/** Some hosts compress texts alone: what such a one sends as it is, is had as gzip instead. */
export async function ask(
  fetch: Fetch,
  file: Asked,
  form: Form,
  init?: RequestInit,
): Promise<Response> {
  const get = (form: Form) => {
    const place = addressOf(file.address, file, form);
    return answered(fetch(place, init), place);
  };
  const response = await get(form);
  if (!file.gzip || form === "kept") return response;
  // There are hosts that give no file of a name that they know nothing of.
  if (form === "gzip") return response.ok ? response : get("plain");
  if (response.headers.has("content-encoding")) return response;
  await response.body?.cancel();
  return get("gzip");
}

/** Browsers give no reason, neither for a lost connection nor for bytes of another SHA-256. */
export async function answered(answer: Promise<Response>, address: string): Promise<Response> {
  return answer.catch((cause: unknown) => {
    const reason = messageOf(cause);
    const message = `${address} could not be loaded, or it is not the file that the site was built with`;
    throw new Error(`${message}: ${reason}.`, { cause });
  });
}
