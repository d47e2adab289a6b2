/** What the page loads before anything else: where the site is, whether it is open, its manifest. */

import type { Manifest, Question } from "../generated/contract";
import type { Texts } from "./translation";

/** `study.json`: closes a study without a build. */
export type Study = { open: true } | { open: false; message?: string };

export interface Site {
  /** The site's root, slash at its end. */
  root: URL;
  /** `v/<site hash>/`. */
  path: string;
  hash: string;
}

/** A file of the site that did not come: `status` is null where there was no answer at all. */
export class LoadError extends Error {
  override name = "LoadError";

  constructor(
    readonly file: string,
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(`${file} could not be loaded (${status ?? "no answer"}).`, options);
  }
}

/** Where this site lies, from the address of its page and the meta element `gymbrowser-site`. */
export function locateSite(address: string, path: string | null): Site {
  const hash = /^v\/([^/]+)\/$/.exec(path ?? "")?.[1];
  if (path === null || hash === undefined) {
    throw new Error(
      'index.html has no <meta name="gymbrowser-site" content="v/<hash>/">: build the site anew.',
    );
  }
  return { root: new URL(".", address), path, hash };
}

/** Reads `study.json` past every cache; null where there is no answer (the visitor is offline). */
export async function loadStudy(site: Site, get: typeof fetch): Promise<Study | null> {
  try {
    return (await load(new URL("study.json", site.root), get, { cache: "no-store" })) as Study;
  } catch (error) {
    if (error instanceof LoadError && error.status === null) return null;
    throw error;
  }
}

/** Reads the manifest of this very version of the site, as it was built. */
export async function loadManifest(site: Site, get: typeof fetch): Promise<Manifest> {
  return (await load(new URL(`${site.path}manifest.json`, site.root), get)) as Manifest;
}

/** Reads what the manifest says otherwise in this language. */
export async function loadTexts(site: Site, language: string, get: typeof fetch): Promise<Texts> {
  return (await load(new URL(`${site.path}languages/${language}.json`, site.root), get)) as Texts;
}

/** Whatever the host answers. @throws LoadError where it does not */
export function fetchFile(
  url: URL,
  get: typeof fetch,
  options: RequestInit = {},
): Promise<Response> {
  return get(url, options).catch((cause: unknown) => unanswered(url, cause));
}

/** What a script of the site exports. @param run Runs one as a module. @throws LoadError */
export function loadScript(url: URL, run: (address: string) => Promise<unknown>): Promise<unknown> {
  return run(url.href).catch((cause: unknown) => unanswered(url, cause));
}

function unanswered({ pathname }: URL, cause: unknown): never {
  throw new LoadError(pathname, null, { cause });
}

async function load(url: URL, get: typeof fetch, options: RequestInit = {}): Promise<unknown> {
  const response = await fetchFile(url, get, options);
  if (!response.ok) throw new LoadError(url.pathname, response.status);
  return response.json();
}

/**
 * Pages name their pictures relative to the manifest, but are shown in a document at the site's root.
 * The build wrote these addresses, so their form is known.
 */
export function placeMedia(manifest: Manifest, path: string): Manifest {
  const inHtml = (html: string) => html.replaceAll('src="media/', `src="${path}media/`);
  const place = <S extends { html: string }>(step: S): S => ({ ...step, html: inHtml(step.html) });
  const ask = (question: Question): Question => {
    const placed = { ...question, above: inHtml(question.above ?? "") };
    if (placed.kind !== "choice") return placed;
    const options = placed.options.map(({ picture, ...option }) =>
      picture ? { ...option, picture: { ...picture, file: path + picture.file } } : option,
    );
    return { ...placed, options };
  };
  const completions = Object.entries(manifest.completions ?? {});
  return {
    ...manifest,
    steps: manifest.steps
      .map(place)
      .map((step) =>
        step.kind === "form" ? { ...step, questions: step.questions.map(ask) } : step,
      )
      .map((step) =>
        step.kind === "media"
          ? { ...step, file: path + step.file, captions: step.captions && path + step.captions }
          : step,
      ),
    debrief: inHtml(manifest.debrief ?? ""),
    withdrawal: manifest.withdrawal && place(manifest.withdrawal),
    completions: Object.fromEntries(completions.map(([name, it]) => [name, place(it)])),
  };
}

/** The HTML of a page as the build has hashed it: what `placeMedia` has done is undone. */
export function asBuilt(html: string): string {
  return html.replaceAll(/src="v\/[0-9a-f]+\/media\//g, 'src="media/');
}
