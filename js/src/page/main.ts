/** The page of a study, from its load to its end. */

import type { WithdrawalChoice } from "../generated/contract";
import { systemTimer } from "../shared/timer";
import { arrive } from "./arrival";
import { gateOf } from "./device-gate";
import { h } from "./dom";
import { earlyEnd, showEarlyEnd } from "./early-end";
import { type Note, recordPage } from "./events";
import { failureRecord, showFailure } from "./failure";
import { Course } from "./flow/course";
import { FactBook } from "./flow/facts";
import { Quotas } from "./flow/quota";
import { wantedFacts } from "./flow/references";
import { leaveFullscreen } from "./fullscreen";
import { recordWorker } from "./game-records";
import { type BackGuard, guardBack } from "./history";
import { addressesOf, downloadsOf } from "./late-worker";
import { Microphone } from "./microphone";
import { goOffline, thisOfflineHost } from "./offline";
import { type Participation, type ParticipationOptions, participation } from "./participation";
import { leaveRoom, type Parts, runContext, stepContext } from "./perform";
import { checkPlace } from "./place";
import { Quiet } from "./quiet";
import { consentIsBehind, type Result, runNodes } from "./runner";
import { Screen } from "./screen";
import { sessionTime } from "./session-time";
import { StepModules } from "./steps/registry";
import { tellOfStorage } from "./storage-notice";
import { english } from "./strings";
import { goOnWith } from "./versions";
import { Voice } from "./voice";
import { WithdrawalControl } from "./withdrawal";
import { showWithdrawn } from "./withdrawn";

/** Of who takes no part: nothing is left to be done on their last page. */
const turnedAway = ["declined", "unsupported"];

/** From here on nothing that fails leaves a blank page. */
async function main(): Promise<void> {
  const screen = openScreen();
  const voice = new Voice({ document, load: runScript });
  try {
    await voice.begin(location.href, navigator.languages);
    await checkPlace(globalThis as Window & typeof globalThis, voice.strings);
    const arrival = await arrive(screen, voice);
    if (arrival.kind === "elsewhere") await goOnWith(arrival.version, document, runScript);
    else {
      const gate = gateOf(arrival, window);
      const microphone = Microphone.of(arrival, screen);
      await run({ ...arrival, screen, gate, microphone });
    }
  } catch (error) {
    showFailure(error, screen, voice.strings);
  }
}

function openScreen(): Screen {
  const [course, main] = [document.querySelector("header"), document.querySelector("main")];
  if (course === null || main === null) throw new Error("index.html has no <header> or no <main>.");
  return new Screen(main, course, document.title, english.course);
}

function runScript(address: string): Promise<unknown> {
  return import(address);
}

/** The participant's way through the steps. */
async function run(parts: Parts): Promise<void> {
  const { manifest, recorder, screen, strings } = parts;
  if (recorder.withdrawn !== null) {
    parts.client?.close();
    return showWithdrawn({ manifest, recorder, screen, strings });
  }
  if (parts.isNewer) await screen.tell(strings.newerTitle, strings.newer, strings.continue);
  const guard = guardBack(history, window);
  const { stepIndex: resumeAt = 0, course: stored = null } = recorder.resumed ?? {};
  const course = new Course(resumeAt, stored?.decisions);
  const facts = new FactBook(recorder.taker.params, wantedFacts(manifest), stored?.facts);
  const quotas = makeQuotas(parts, facts, () => taking.over);
  const quiet = new Quiet(window);
  const time = sessionTime(manifest, screen, strings.time);
  const taking = takePart(parts, quiet, {
    onBegun: () => {
      parts.computer?.remember();
      if (recorder.startedAt !== null) time.begin(recorder.startedAt);
      control.show();
    },
    onOver: () => {
      control.hide();
      time.hush();
    },
  });
  const control = offerWithdrawal(parts, taking, guard, course, quotas);
  tellOfStorage(recorder.status, screen.notice, strings.storage);
  reloadIfFrozen(parts);
  const note = makeNote(parts, taking);
  recordPage(note);
  hearWorker(parts, note);
  if (consentIsBehind(manifest, resumeAt)) await taking.begin();
  const modules = new StepModules(new URL(parts.site.path, parts.site.root), runScript);
  modules.prepare(manifest.steps);
  const session = { ...parts, taking, guard, facts, quotas, course, modules, control, quiet, time };
  const steps = stepContext(session);
  const context = runContext(session, steps);
  const result = earlyEnd(resumeAt) ?? (await runNodes(manifest.flow, context));
  parts.microphone.close();
  leaveFullscreen();
  // The step beneath the page of a withdrawal goes on, and its time may be up: that ends nothing more.
  const isWithdrawn = control.isChosen || taking.over;
  if (result.kind === "cut_short" && !isWithdrawn) {
    control.hide();
    time.hush();
    const shown = showEarlyEnd(result.outcome, steps, context.enterStep);
    leaveRoom(parts, shown);
    await shown;
  } else if (isTurnedAway(result)) leaveRoom(parts, Promise.resolve());
}

/** Asks the endpoint that counts, where the study has one; while it waits, the participant reads so. */
function makeQuotas(
  { manifest, recorder, screen, strings }: Parts,
  facts: FactBook,
  isOver: () => boolean,
): Quotas {
  const { waitingTitle, waiting } = strings.quota;
  const onWaiting = () =>
    screen.show(h("section", {}, h("h1", {}, waitingTitle), h("p", {}, waiting)), waitingTitle);
  return new Quotas({
    manifest,
    facts,
    recorder,
    timer: systemTimer,
    strings: strings.quota,
    onWaiting,
    isOver,
  });
}

function isTurnedAway(result: Result): boolean {
  return result.kind === "ended" && turnedAway.includes(result.outcome);
}

function takePart(
  parts: Parts,
  quiet: Quiet,
  on: Pick<ParticipationOptions, "onBegun" | "onOver">,
): Participation {
  const { recorder, client } = parts;
  return participation({ recorder, client, goOffline: () => keepForLater(parts, quiet), ...on });
}

/** A browser that refuses a service worker only loses the way to resume offline: noted, no more. */
function keepForLater(parts: Parts, quiet: Quiet): void {
  const { site, manifest, strings, screen, client, recorder } = parts;
  const fail = (error: unknown) => showFailure(error, screen, strings);
  const base = new URL(site.path, site.root);
  const form = client?.form ?? "plain";
  const options = {
    site,
    files: filesOf(parts),
    later: addressesOf(manifest.runtime.later ?? [], base, form),
    quiet: () => quiet.wait(),
  };
  goOffline(options, thisOfflineHost(window)).catch((error: unknown) =>
    recorder.record(failureRecord("offline", error)).catch(fail),
  );
}

/** What the worker has downloaded, once it is here. */
async function filesOf({ site, manifest, client }: Parts): Promise<string[]> {
  if (client === null) return [];
  const way = await client.booted();
  return downloadsOf(manifest, new URL(site.path, site.root), client.form, way);
}

/** Under every step from the consent to the end. */
function offerWithdrawal(
  parts: Parts,
  taking: Participation,
  guard: BackGuard,
  course: Course,
  quotas: Quotas,
): WithdrawalControl {
  const { manifest, recorder, screen, strings } = parts;
  const onChosen = async (choice: WithdrawalChoice) => {
    parts.microphone.close();
    leaveFullscreen();
    await quotas.settle("withdrawn");
    await taking.withdraw(choice, course.shown ?? "");
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
function makeNote({ recorder, screen, strings }: Parts, taking: Participation): Note {
  return (record, options) => {
    if (taking.over) return;
    recorder.record(record, options).catch((error) => showFailure(error, screen, strings));
  };
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

void main();
