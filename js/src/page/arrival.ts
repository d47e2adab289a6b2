/** From the load of the page to its first step: what is there, what is gone on with, and by whom. */

import type { Manifest } from "../generated/contract";
import { systemTimer } from "../shared/timer";
import { wantedWay } from "../worker/way";
import { admit, admitByStore } from "./admission";
import { h } from "./dom";
import { Halt, showFailure } from "./failure";
import { GameClient } from "./game-client";
import { type Browser, thisBrowser } from "./record/browser";
import { readPermissions } from "./record/destination";
import { openRecorder } from "./record/open";
import type { Recorder } from "./record/recorder";
import { type SharedComputer, shareComputer } from "./record/shared-computer";
import { testWrite } from "./record/test-write";
import type { Screen } from "./screen";
import { settleLanguage } from "./settle-language";
import { askWhetherSame } from "./shared-device";
import { formOf, startWorker, thisHost } from "./start-worker";
import type { Strings } from "./strings";
import { LoadError, loadManifest, loadStudy, locateSite, type Site, type Study } from "./study";
import { isChosen, versionMeta } from "./versions";
import {
  chooseVisit,
  here,
  knownLanguage,
  type Visit,
  type VisitElsewhere,
  type VisitHere,
} from "./visit";
import type { Voice } from "./voice";

/** Everything that a participant's way through the steps needs. */
export interface Arrived {
  kind: "here";
  site: Site;
  /** In the language that is spoken. */
  manifest: Manifest;
  strings: Strings;
  /** Null in a study without a game. */
  client: GameClient | null;
  recorder: Recorder;
  /** Null on a computer of the participant's own. */
  computer: SharedComputer | null;
  /** They had begun on a version of the site that is there no more. */
  isNewer: boolean;
}

interface Entrance {
  site: Site;
  manifest: Manifest;
  browser: Browser;
  screen: Screen;
  voice: Voice;
}

/**
 * @throws Halt where the participant is to read why it does not go on.
 */
export async function arrive(screen: Screen, voice: Voice): Promise<Arrived | VisitElsewhere> {
  const site = locateSite(location.href, versionMeta(document)?.content ?? null);
  const studying = loadStudy(site, get);
  // It is told when it is waited for.
  studying.catch(() => {});
  const written = await reach(voice, () => loadManifest(site, get));
  const door = { site, manifest: written, browser: thisBrowser(), screen, voice };
  const client = await makeClient(door);
  // Its downloads take longest, so they begin before anything else is waited for.
  client?.start();
  try {
    const study = await reach(voice, () => studying);
    const visit = await choose(door);
    if (visit.kind === "elsewhere") {
      client?.close();
      return visit;
    }
    const manifest = await reach(voice, () => inOneLanguage(door, visit));
    const entrance = { ...door, manifest };
    // Also where it goes no further: what is unsent is sent.
    const recorder = await open(entrance, visit, client);
    if (visit.isFinished) throw finished(voice.strings);
    // A closed study takes nobody new; whoever is in it may finish, and what is unsent is sent.
    if (recorder.resumed === null) await admitNew(entrance, study, recorder);
    const computer = await share(entrance, recorder);
    const isNewer = visit.superseded !== null;
    const { strings } = voice;
    return { kind: "here", site, manifest, strings, client, recorder, computer, isNewer };
  } catch (error) {
    client?.close();
    throw error;
  }
}

const get: typeof fetch = (input, options) => fetch(input, options);

/** Without an answer it is the connection that is to be looked at. */
async function reach<T>(voice: Voice, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    throw error.status === null ? unreachable(voice.strings) : error;
  }
}

/** Of a version that another one gave way to nothing is decided a second time. */
async function choose({ site, manifest, browser, screen, voice }: Entrance): Promise<Visit> {
  if (isChosen(document)) return here;
  const search = new URLSearchParams(location.search);
  const isSamePerson = () => askWhetherSame(screen, voice.strings);
  return reach(voice, () => chooseVisit({ site, manifest, search, browser, get, isSamePerson }));
}

/** The study in the language of this visit, which is the session's if it has begun before. */
async function inOneLanguage(entrance: Entrance, { anew }: VisitHere): Promise<Manifest> {
  const search = new URLSearchParams(location.search);
  const known = anew ? null : await knownLanguage({ ...entrance, search });
  return settleLanguage({ ...entrance, known, search, preferred: navigator.languages, get });
}

async function makeClient({ site, manifest, voice }: Entrance): Promise<GameClient | null> {
  if (!manifest.steps.some((step) => step.kind === "game")) return null;
  const base = new URL(site.path, site.root);
  const files = { manifest, base, root: site.root };
  const form = await formOf(files, thisHost(window));
  return new GameClient({
    manifest,
    root: base.href,
    form,
    wanted: wantedWay(manifest, location.search),
    startWorker: () => startWorker(files, form),
    now: () => performance.now(),
    says: () => voice.strings.game,
    timer: systemTimer,
    isHidden: () => document.visibilityState === "hidden",
  });
}

async function open(
  { site, manifest, browser, voice }: Entrance,
  { anew, superseded }: VisitHere,
  client: GameClient | null,
): Promise<Recorder> {
  const recorder = await openRecorder(
    {
      manifest,
      siteHash: site.hash,
      root: site.root,
      search: new URLSearchParams(location.search),
      anew,
      superseded,
      flushWorker: () => client?.flush() ?? Promise.resolve(),
      tellWorker: (message) => {
        if (message.type === "hold") client?.hold(message.hold);
        else client?.post(message);
      },
    },
    browser,
  );
  if ("busy" in recorder) {
    const { busyTitle, busy } = voice.strings;
    throw new Halt(busyTitle, busy, true);
  }
  return recorder;
}

/** How long it may take before the participant reads what is waited for. */
const UNTOLD_MS = 1_000;

/** Whether what a session needs is there, its whole time, is looked at before it begins. */
async function admitNew(
  { site, manifest, browser, screen, voice }: Entrance,
  study: Study | null,
  { taker }: Recorder,
): Promise<void> {
  const { strings } = voice;
  const permissions = study?.open
    ? await knock(strings, () => readPermissions(site.root, get))
    : [];
  admit(manifest, { study, taker, permissions, now: browser.clock() }, strings);
  const tell = browser.timer(() => tellOfTrying(screen, strings), UNTOLD_MS);
  const { timer, randomBytes } = browser;
  const answer = await testWrite(permissions, { manifest, request: get, timer, randomBytes });
  tell();
  admitByStore(answer, strings);
}

function tellOfTrying(screen: Screen, { admission }: Strings): void {
  const { tryingTitle, trying } = admission;
  screen.show(h("section", {}, h("h1", {}, tryingTitle), h("p", {}, trying)), tryingTitle);
}

/** A place for the answers that can't be asked now may be there later. */
async function knock<T>(strings: Strings, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const { soonTitle, soon } = strings.admission;
    throw Object.assign(new Halt(soonTitle, soon, true), { cause });
  }
}

async function share(
  { site, manifest, browser, screen, voice }: Entrance,
  recorder: Recorder,
): Promise<SharedComputer | null> {
  if (manifest.device === "own") return null;
  const fail = (error: unknown) => showFailure(error, screen, voice.strings);
  return shareComputer(recorder, { manifest, root: site.root }, browser, fail);
}

function finished({ finishedTitle, finished: sentence }: Strings): Halt {
  return new Halt(finishedTitle, sentence, false);
}

function unreachable(strings: Strings): Halt {
  return new Halt(strings.brokenTitle, strings.unreachable, true);
}
