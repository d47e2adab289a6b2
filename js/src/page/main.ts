/** The page of a study, from its load to its end. */

import type { Manifest } from "../generated/contract";
import { watchPage } from "./events";
import { describeError, Halt, showFailure } from "./failure";
import { GameClient, startBlobWorker } from "./game-client";
import { recordWorker } from "./game-records";
import { type BackGuard, guardBack } from "./history";
import { judgeHost, lookAtHost } from "./host";
import { type Participation, participation } from "./participation";
import { registerServiceWorker } from "./record/offline";
import { openRecorder } from "./record/open";
import type { PageRecord, Recorder } from "./record/recorder";
import { Course, consentIsBehind, type RunContext, studyNode } from "./runner";
import { Screen } from "./screen";
import type { StepContext } from "./steps/context";
import { runStep } from "./steps/registry";
import { english } from "./strings";
import { LoadError, loadManifest, loadStudy, locateSite, type Site, type Study } from "./study";

const strings = english;
const now = () => performance.now();

/** From here on nothing that fails leaves a blank page. */
async function main(): Promise<void> {
  const screen = openScreen();
  try {
    checkHost();
    const site = findSite();
    const [study, manifest] = await load(site);
    const client = makeClient(site, manifest);
    const recorder = await open(site, manifest, client);
    checkOpen(study, recorder);
    await run({ site, manifest, screen, client, recorder });
  } catch (error) {
    showFailure(error, screen, strings);
  }
}

function openScreen(): Screen {
  const [course, main] = [document.querySelector("header"), document.querySelector("main")];
  if (course === null || main === null) throw new Error("index.html has no <header> or no <main>.");
  return new Screen(main, course, document.title, strings.course);
}

function checkHost(): void {
  const problem = judgeHost(lookAtHost(globalThis));
  if (problem === null) return;
  const insecure = problem.kind === "insecure";
  const sentence = insecure ? strings.insecure : strings.missing(problem.lacking);
  throw new Halt(strings.hostTitle, sentence, false);
}

function findSite(): Site {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="gymbrowser-site"]');
  return locateSite(location.href, meta?.content ?? null);
}

async function load(site: Site): Promise<[Study | null, Manifest]> {
  const get: typeof fetch = (input, options) => fetch(input, options);
  try {
    return await Promise.all([loadStudy(site, get), loadManifest(site, get)]);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    throw error.status === null ? unreachable() : error;
  }
}

function makeClient(site: Site, manifest: Manifest): GameClient | null {
  if (!manifest.steps.some((step) => step.kind === "game")) return null;
  const base = new URL(site.path, site.root);
  const script = new URL("worker.js", base);
  return new GameClient({
    manifest,
    root: base.href,
    startWorker: () => startBlobWorker(script),
    now,
    lostMessage: strings.game.workerLost,
  });
}

async function open(site: Site, manifest: Manifest, client: GameClient | null): Promise<Recorder> {
  const recorder = await openRecorder({
    manifest,
    siteHash: site.hash,
    root: site.root,
    search: new URLSearchParams(location.search),
    flushWorker: () => client?.flush() ?? Promise.resolve(),
  });
  if ("busy" in recorder) throw new Halt(strings.busyTitle, strings.busy, true);
  return recorder;
}

/** A closed study takes nobody new; whoever is in it may finish, and what is unsent is sent. */
function checkOpen(study: Study | null, recorder: Recorder): void {
  if (recorder.resumed !== null) return;
  if (study === null) throw unreachable();
  if (!study.open) throw new Halt(strings.closedTitle, study.message || strings.closed, false);
}

function unreachable(): Halt {
  return new Halt(strings.brokenTitle, strings.unreachable, true);
}

interface Parts {
  site: Site;
  manifest: Manifest;
  screen: Screen;
  client: GameClient | null;
  recorder: Recorder;
}

/** The participant's way through the steps. */
async function run(parts: Parts): Promise<void> {
  const { manifest, recorder } = parts;
  const guard = guardBack(history, window);
  const taking = takePart(parts);
  const note = makeNote(parts, taking);
  recordPage(parts, note);
  bootWorker(parts, note);
  const resumeAt = recorder.resumed?.stepIndex ?? 0;
  if (consentIsBehind(manifest.steps, resumeAt)) await taking.begin();
  await studyNode(manifest.steps).run(runContext(parts, taking, guard, resumeAt));
}

/** A browser that refuses a service worker only loses the way to resume offline: noted, no more. */
function takePart({ site, manifest, screen, client, recorder }: Parts): Participation {
  const fail = (error: unknown) => showFailure(error, screen, strings);
  const base = new URL(site.path, site.root);
  const downloads = manifest.runtime.files.map((file) => new URL(file.path, base).href);
  const goOffline = () => {
    registerServiceWorker(site.root, downloads).catch((error: unknown) =>
      recorder.record(failureRecord("offline", error)).catch(fail),
    );
  };
  return participation({ recorder, client, goOffline });
}

/** Records something that nobody waits for; a failure to save it stops the study. */
type Note = (record: PageRecord, options?: { durable: boolean }) => void;

function makeNote({ recorder, screen }: Parts, taking: Participation): Note {
  return (record, options) => {
    if (taking.declined) return;
    recorder.record(record, options).catch((error) => showFailure(error, screen, strings));
  };
}

/** Everything that happens to the page is recorded, and every error of it that nobody caught. */
function recordPage({ client }: Parts, note: Note): void {
  watchPage((event, last) => {
    note({ type: "event", ...event }, { durable: last });
    const hidden = event.event === "hidden";
    if (hidden || event.event === "visible") client?.post({ type: "visibility", hidden });
  });
  addEventListener("error", ({ error, message }) => note(failureRecord("page", error ?? message)));
  addEventListener("unhandledrejection", ({ reason }) => note(failureRecord("page", reason)));
}

/** The worker boots while the participant reads the first pages. */
function bootWorker({ client, recorder }: Parts, note: Note): void {
  if (client === null) return;
  client.onJournaled = (message) => recorder.gameJournaled(message);
  recordWorker(client, note);
  client.start();
}

function runContext(
  parts: Parts,
  taking: Participation,
  guard: BackGuard,
  resumeAt: number,
): RunContext {
  const { manifest, recorder, screen } = parts;
  const context = stepContext(parts, taking, guard);
  const last = Math.max(1, manifest.steps.length - 1);
  return {
    recorder,
    now,
    course: new Course(resumeAt),
    fail: (error) => showFailure(error, screen, strings),
    perform: (step, index) => {
      screen.setCourse(index / last);
      guard.hold();
      return runStep(step, context);
    },
  };
}

function stepContext(parts: Parts, taking: Participation, guard: BackGuard): StepContext {
  const { manifest, screen, client, recorder } = parts;
  return {
    manifest,
    screen,
    strings,
    recorder,
    participation: taking,
    client,
    releaseBack: () => guard.release(),
    now,
    leaveFor: (address) => location.assign(address),
  };
}

function failureRecord(where: string, error: unknown): PageRecord {
  const message = error instanceof Error ? error.message : String(error);
  return { type: "error", where, message, detail: describeError(error) };
}

void main();
