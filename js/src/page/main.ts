/** The page of a study, from its load to its end. */

import type { Manifest, WithdrawalChoice } from "../generated/contract";
import { type Arrived, arrive } from "./arrival";
import { watchPage } from "./events";
import { describeError, showFailure } from "./failure";
import { recordWorker } from "./game-records";
import { type BackGuard, guardBack } from "./history";
import { addressesOf, downloadsOf } from "./late-worker";
import { type Participation, participation } from "./participation";
import { checkPlace } from "./place";
import { Quiet } from "./quiet";
import { goOffline, thisOfflineHost } from "./record/offline";
import type { PageRecord } from "./record/recorder";
import { Course, consentIsBehind, type Result, type RunContext, studyNode } from "./runner";
import { Screen } from "./screen";
import { makeRoom, nextAddress, tellOfEarlier } from "./shared-device";
import type { StepContext } from "./steps/context";
import { runStep } from "./steps/registry";
import { tellOfStorage } from "./storage-notice";
import { english } from "./strings";
import { isPastAll, showStudyFailed } from "./study-failed";
import { goOnWith } from "./versions";
import { WithdrawalControl } from "./withdrawal";
import { showWithdrawn } from "./withdrawn";

const strings = english;
const now = () => performance.now();

/** From here on nothing that fails leaves a blank page. */
async function main(): Promise<void> {
  const screen = openScreen();
  try {
    await checkPlace(globalThis as Window & typeof globalThis, strings);
    const arrival = await arrive(screen, strings);
    if (arrival.kind === "elsewhere") await goOnWith(arrival.version, document, runScript);
    else await run({ ...arrival, screen });
  } catch (error) {
    showFailure(error, screen, strings);
  }
}

function openScreen(): Screen {
  const [course, main] = [document.querySelector("header"), document.querySelector("main")];
  if (course === null || main === null) throw new Error("index.html has no <header> or no <main>.");
  return new Screen(main, course, document.title, strings.course);
}

function runScript(address: string): Promise<unknown> {
  return import(address);
}

interface Parts extends Arrived {
  screen: Screen;
}

/** The participant's way through the steps. */
async function run(parts: Parts): Promise<void> {
  const { manifest, recorder, screen } = parts;
  if (recorder.withdrawn !== null) {
    parts.client?.close();
    return showWithdrawn({ manifest, recorder, screen, strings });
  }
  if (parts.isNewer) await screen.tell(strings.newerTitle, strings.newer, strings.continue);
  const guard = guardBack(history, window);
  const resumeAt = recorder.resumed?.stepIndex ?? 0;
  const course = new Course(resumeAt);
  const quiet = new Quiet(window);
  const taking = takePart(parts, quiet, () => {
    parts.computer?.remember();
    control.show();
  });
  const control = offerWithdrawal(parts, taking, guard, course);
  tellOfStorage(recorder.status, screen.notice, strings.storage);
  reloadIfFrozen(parts);
  const note = makeNote(parts, taking);
  recordPage(note);
  hearWorker(parts, note);
  if (consentIsBehind(manifest.steps, resumeAt)) await taking.begin();
  const context = runContext(parts, taking, guard, course, control, quiet);
  const result = await runSteps(manifest, resumeAt, context);
  if (result.kind === "ended" && result.outcome === "failed") {
    control.hide();
    await showStudyFailed(stepContext(parts, taking, guard));
  }
  const isOver = result.kind === "ended" && result.outcome !== "done";
  // Whoever has chosen to stop is led out once that is done.
  if (isOver && !control.isChosen) leaveRoom(parts, Promise.resolve());
}

async function runSteps(
  { steps }: Manifest,
  resumeAt: number,
  context: RunContext,
): Promise<Result> {
  if (isPastAll(resumeAt, steps)) return { kind: "ended", outcome: "failed" };
  return studyNode(steps).run(context);
}

function takePart(parts: Parts, quiet: Quiet, onBegun: () => void): Participation {
  const { recorder, client } = parts;
  const keepFiles = () => keepForLater(parts, quiet);
  return participation({ recorder, client, goOffline: keepFiles, onBegun });
}

/** A browser that refuses a service worker only loses the way to resume offline: noted, no more. */
function keepForLater({ site, manifest, screen, client, recorder }: Parts, quiet: Quiet): void {
  const fail = (error: unknown) => showFailure(error, screen, strings);
  const base = new URL(site.path, site.root);
  const form = client?.form ?? "plain";
  const options = {
    site,
    files: client === null ? [] : downloadsOf(manifest, base, form),
    downloaded: client?.booted() ?? Promise.resolve(),
    later: addressesOf(manifest.runtime.later ?? [], base, form),
    quiet: () => quiet.wait(),
  };
  goOffline(options, thisOfflineHost(window)).catch((error: unknown) =>
    recorder.record(failureRecord("offline", error)).catch(fail),
  );
}

/** On a shared computer: below the last page, whichever it is, the way to the next person. */
function leaveRoom({ computer, manifest, screen }: Parts, over: Promise<unknown>): void {
  if (computer === null) return;
  const leave = () => location.assign(nextAddress(location.href, manifest));
  makeRoom(over, { computer, screen, strings, leave }).catch((error: unknown) =>
    showFailure(error, screen, strings),
  );
}

/** Under every step from the consent to the end. */
function offerWithdrawal(
  parts: Parts,
  taking: Participation,
  guard: BackGuard,
  course: Course,
): WithdrawalControl {
  const { manifest, recorder, screen } = parts;
  const onChosen = async (choice: WithdrawalChoice) => {
    await taking.withdraw(choice, manifest.steps[course.reached]?.id ?? "");
    guard.release();
    leaveRoom(parts, showWithdrawn({ manifest, recorder, screen, strings }));
  };
  return new WithdrawalControl({
    label: manifest.withdrawal?.label ?? null,
    strings: strings.withdrawal,
    place: screen.footer,
    onChosen: (choice) =>
      onChosen(choice).catch((error: unknown) => showFailure(error, screen, strings)),
  });
}

/** Records something that nobody waits for; a failure to save it stops the study. */
type Note = (record: PageRecord, options?: { durable: boolean }) => void;

function makeNote({ recorder, screen }: Parts, taking: Participation): Note {
  return (record, options) => {
    if (taking.over) return;
    recorder.record(record, options).catch((error) => showFailure(error, screen, strings));
  };
}

/** Everything that happens to the page is recorded, and every error of it that nobody caught. */
function recordPage(note: Note): void {
  watchPage((event, last) => {
    note({ type: "event", ...event }, { durable: last });
  });
  addEventListener("error", ({ error, message }) => note(failureRecord("page", error ?? message)));
  addEventListener("unhandledrejection", ({ reason }) => note(failureRecord("page", reason)));
}

/** A page that comes back from the back/forward cache may have lost its lock, and with it its part. */
function reloadIfFrozen({ recorder }: Parts): void {
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) void recorder.sealStep().then(() => location.reload());
  });
}

/** The worker boots since the arrival, and while the participant reads the first pages. */
function hearWorker({ client, recorder }: Parts, note: Note): void {
  if (client === null) return;
  client.onJournaled = (message) => recorder.gameJournaled(message);
  client.onStorage = (message) => recorder.gameStorage(message);
  recordWorker(client, note);
}

function runContext(
  parts: Parts,
  taking: Participation,
  guard: BackGuard,
  course: Course,
  control: WithdrawalControl,
  quiet: Quiet,
): RunContext {
  const { manifest, recorder, screen } = parts;
  const context = stepContext(parts, taking, guard);
  const last = Math.max(1, manifest.steps.length - 1);
  const hushStaff = tellStaff(parts);
  return {
    recorder,
    now,
    course,
    isOver: () => taking.over,
    fail: (error) => showFailure(error, screen, strings),
    perform: (step, index) => {
      screen.setCourse(index / last);
      if (step.kind === "end") control.hide();
      guard.hold();
      if (index > 0) hushStaff();
      const running = runStep(step, context);
      if (step.kind === "end") leaveRoom(parts, running);
      if (step.kind === "game") void quiet.during(running);
      return running;
    },
  };
}

/** On the first page only: participants have nothing to do with it. */
function tellStaff({ computer, screen }: Parts): () => void {
  return computer === null ? () => {} : tellOfEarlier(computer, screen.footer, strings);
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
    search: new URLSearchParams(location.search),
    leaveFor: (address) => location.assign(address),
  };
}

function failureRecord(where: string, error: unknown): PageRecord {
  const message = error instanceof Error ? error.message : String(error);
  return { type: "error", where, message, detail: describeError(error) };
}

void main();
