/** Performs the steps of a session: what each of them is given, and what goes on around it. */

import type { Arrived } from "./arrival";
import type { DeviceGate } from "./device-gate";
import { showFailure } from "./failure";
import { withBonus } from "./flow/bonus";
import type { Course } from "./flow/course";
import type { FactBook } from "./flow/facts";
import { Guide } from "./flow/guide";
import type { Quotas } from "./flow/quota";
import { filledIn } from "./flow/shown";
import { leaveFullscreen } from "./fullscreen";
import type { BackGuard } from "./history";
import { inspect } from "./inspect";
import { listens, type Microphone } from "./microphone";
import type { Participation } from "./participation";
import { presenceOf } from "./presence";
import type { Quiet } from "./quiet";
import type { RunContext } from "./runner";
import type { Screen } from "./screen";
import type { SessionTime } from "./session-time";
import { makeRoom, nextAddress, tellOfEarlier } from "./shared-device";
import { stepHookOf } from "./step-hook";
import type { StepContext } from "./steps/context";
import { judgingAt } from "./steps/judging/progress";
import type { StepModules } from "./steps/registry";
import type { WithdrawalControl } from "./withdrawal";

/** What there is of a visit before its way begins. */
export interface Parts extends Arrived {
  screen: Screen;
  gate: DeviceGate;
  microphone: Microphone;
}

/** What leads a participant on their way, and goes with them. */
export interface Session extends Parts {
  taking: Participation;
  guard: BackGuard;
  facts: FactBook;
  quotas: Quotas;
  course: Course;
  modules: StepModules;
  control: WithdrawalControl;
  quiet: Quiet;
  time: SessionTime;
}

const now = () => performance.now();

/** What every step is given. */
export function stepContext(session: Session): StepContext {
  const { manifest, screen, strings, microphone, client, recorder, site } = session;
  const { taking, guard, facts, quotas, course, modules } = session;
  const search = new URLSearchParams(location.search);
  return {
    manifest,
    screen,
    strings,
    recorder,
    participation: taking,
    facts,
    remember: () => Promise.resolve(),
    judging: judgingAt(course, facts, recorder),
    files: new URL(site.path, site.root),
    quotas,
    guide: new Guide(manifest, facts, recorder, search, quotas),
    modules,
    microphone,
    client,
    leaveRoom: (over) => leaveRoom(session, over),
    releaseBack: () => guard.release(),
    now,
    search,
    leaveFor: (address) => location.assign(address),
  };
}

/** @param context as `stepContext` gives it */
export function runContext(session: Session, context: StepContext): RunContext {
  const { manifest, recorder, screen, strings, gate, microphone } = session;
  const { taking, guard, facts, course, modules, control, quiet, time } = session;
  const fail = (error: unknown) => showFailure(error, screen, strings);
  const keep = (index: number) =>
    recorder.enterStep(index, { decisions: course.decisions, facts: withBonus(manifest, facts) });
  const last = Math.max(1, manifest.steps.length - 1);
  const hushStaff = tellStaff(session);
  const hook = stepHookOf(manifest, session.client, facts);
  const presence = presenceOf(manifest, screen, strings.idle, taking, (event) =>
    recorder.record({ type: "event", ...event }).catch(fail),
  );
  const inspector = inspect({ ...session, search: context.search, fail });
  return {
    steps: manifest.steps,
    recorder,
    enterStep: keep,
    guide: context.guide,
    now,
    course,
    isOver: () => taking.over,
    fail,
    perform: async (step, index) => {
      screen.setCourse(manifest.steps.indexOf(step) / last);
      if (step.kind === "end") {
        control.hide();
        time.hush();
        leaveFullscreen();
      }
      guard.hold();
      inspector?.entered(step.id, index);
      if (index > 0) hushStaff();
      if (!listens(step)) microphone.close();
      const stopped = step.kind === "consent" ? await gate.pass(step.id, context) : null;
      if (stopped !== null) return stopped;
      const remember = () => keep(index);
      screen.name(step.id);
      const running = modules.run(filledIn(step, facts.facts, manifest.language), {
        ...context,
        remember,
      });
      if (step.kind === "end") context.leaveRoom(running);
      if (step.kind === "game") void quiet.during(running);
      const told = hook.during(step, running);
      return step.kind === "end" ? told : presence.watch(step.kind, time.within(told));
    },
  };
}

/** On a shared computer: below the last page, whichever it is, the way to the next person. */
export function leaveRoom(
  { computer, manifest, screen, strings }: Parts,
  over: Promise<unknown>,
): void {
  if (computer === null) return;
  const leave = () => location.assign(nextAddress(location.href, manifest));
  makeRoom(over, { computer, screen, strings, leave }).catch((error: unknown) =>
    showFailure(error, screen, strings),
  );
}

/** On the first page only: participants have nothing to do with it. */
function tellStaff({ computer, screen, strings }: Parts): () => void {
  return computer === null ? () => {} : tellOfEarlier(computer, screen.footer, strings);
}
