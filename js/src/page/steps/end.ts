/** The end: says truthfully what is saved and what is not, then gives the code and the way out. */

import type { Manifest } from "../../generated/contract";
import { actions, button, h } from "../dom";
import { sayBonus, settleBonus } from "../flow/bonus";
import { Observable, watch } from "../observable";
import type { Trouble } from "../record/delivery";
import type { Recorder, UploadStatus } from "../record/recorder";
import { filledIn } from "../redirect";
import type { EarlyOutcome, Result } from "../runner";
import type { Strings } from "../strings";
import type { StepContext, StepModule, StepOf } from "./context";

/**
 * `sending` until all is safe, or until it is clear that it will take its time: then, why.
 * `received`: it is where answers go to, but a second place lacks a copy yet.
 */
export type Saving =
  | "sending"
  | "received"
  | "saved"
  | "no-destination"
  | "memory"
  | Trouble["kind"];

/** After this long a failing upload is called one, and the code is shown in any case. */
const patience_ms = 15_000;

/** How long the last sentence can be read before the redirect; longer where there is a code to copy. */
const readingTime_ms = { plain: 2_500, withCode: 10_000 };

/**
 * Where the participant's data stand.
 *
 * @param settled `settled()` has resolved: everything was uploaded.
 * @param patient it is too early to call a failing upload one.
 */
export function judgeSaving(status: UploadStatus, settled: boolean, patient: boolean): Saving {
  const inMemory = status.keeping.place === "memory";
  if (status.state === "no-destination") return inMemory ? "memory" : "no-destination";
  if (settled) return status.keeping.isLost ? "lost" : "saved";
  const kind = status.trouble?.kind ?? null;
  const mayPass = kind === null || kind === "unreachable" || kind === "busy";
  if (mayPass && patient) return "sending";
  if (isReceived(status)) return "received";
  if (kind === null) return "sending";
  return inMemory && kind !== "lost" ? "memory" : kind;
}

/** All of it is in one place at least. */
function isReceived({ nowhereChunks, pendingChunks, unsealedRecords }: UploadStatus): boolean {
  return pendingChunks > 0 && nowhereChunks === 0 && unsealedRecords === 0;
}

export const end: StepModule<"end"> = {
  kind: "end",
  run: (step, context) => endWith(step, step.outcome, context),
};

/**
 * Shows a last page, and ends the session if there is one; one that is `done` has a completion code,
 * and who is screened out their own.
 */
export async function endWith(
  written: StepOf<"end">,
  outcome: EarlyOutcome | "done",
  context: StepContext,
): Promise<Result> {
  const { recorder, screen } = context;
  const step = filledIn(written, recorder.taker);
  screen.setCourse(1);
  if (recorder.session === null) await turnAway(step, context);
  else await endSession(step, outcome, context);
  return { kind: "ended", outcome };
}

/** Before the consent nobody has taken part in anything that could be kept, or that they be told of. */
async function turnAway(
  step: StepOf<"end">,
  { participation, releaseBack, screen, strings }: StepContext,
): Promise<void> {
  await participation.decline(step.id);
  releaseBack();
  const words = h("div", { html: step.html });
  screen.show(h("section", {}, words, ...showWayOut(step, strings.end)));
}

async function endSession(
  step: StepOf<"end">,
  outcome: EarlyOutcome | "done",
  context: StepContext,
): Promise<void> {
  const { client, manifest, quotas, recorder, releaseBack, screen } = context;
  const saving = h("div", { class: "saving" });
  const wayOut = h("div", {});
  const bonus = outcome === "done" ? await sayEarned(context) : null;
  const words = h("div", { html: step.html });
  screen.show(h("section", {}, words, bonus, ...debriefing(manifest), saving, wayOut));
  await quotas.settle(outcome);
  await recorder.finish(outcome);
  client?.close();
  releaseBack();
  const hasCode = outcome === "done";
  await followSaving(step, hasCode, context, saving, wayOut);
}

/** What the study tells everybody at the end, whichever it is. */
export function debriefing({ debrief = "" }: Pick<Manifest, "debrief">): HTMLElement[] {
  return debrief === "" ? [] : [h("div", { class: "debrief", html: debrief })];
}

/** What who comes to the end has earned, in words; it is recorded as they read it. */
async function sayEarned(context: StepContext): Promise<HTMLElement | null> {
  const { facts, manifest, recorder, strings } = context;
  const { bonus = null, language } = manifest;
  const amount = await settleBonus(manifest, facts, recorder);
  if (bonus === null || amount === null) return null;
  return h("p", { class: "bonus" }, strings.end.bonus(sayBonus(bonus, amount, language)));
}

/** Shows how the upload goes until everything is uploaded. */
async function followSaving(
  step: StepOf<"end">,
  hasCode: boolean,
  context: StepContext,
  saving: HTMLElement,
  wayOut: HTMLElement,
): Promise<void> {
  const { recorder, screen, strings } = context;
  const patient = new Observable(true);
  const settled = new Observable(false);
  let shown: Saving | null = null;
  const update = () => {
    const status = recorder.status.get();
    const state = judgeSaving(status, settled.get(), patient.get());
    if (state !== shown) {
      saving.replaceChildren(...describeSaving(state, recorder, strings.end));
      saving.dataset.state = kindOf(state);
      screen.announce(saving.querySelector("p")?.textContent ?? "");
      shown = state;
    }
    showRest(saving, state, status, strings.end);
    const mayGo = state !== "sending" || !patient.get();
    if (mayGo && wayOut.childElementCount === 0) wayOut.append(...showWayOut(step, strings.end));
  };
  const stops = [
    watch(recorder.status, update),
    patient.subscribe(update),
    settled.subscribe(update),
  ];
  const timer = setTimeout(() => patient.set(false), patience_ms);
  // Not held up by a second place that is down.
  const released = recorder
    .received()
    .then(() => (hasCode ? releasedCode(step, context, wayOut) : null));
  await recorder.settled();
  clearTimeout(timer);
  settled.set(true);
  for (const stop of stops) stop();
  if (shown !== "saved") return;
  redirect({ ...step, code: await released }, context);
}

/** The step's own code, or the one that a signing endpoint gives, above the way out; null: none. */
async function releasedCode(
  step: StepOf<"end">,
  { recorder, screen, strings }: StepContext,
  wayOut: HTMLElement,
): Promise<string | null> {
  if (step.code !== null) return step.code;
  const note = h("p", { class: "note" });
  const code = await recorder.code((sentence) => {
    note.textContent = strings.end.codeLate(sentence);
    wayOut.prepend(note);
  });
  note.remove();
  if (code === null) return null;
  wayOut.prepend(...codeToCopy(code, strings.end));
  screen.announce(strings.end.codeTitle);
  return code;
}

/** What colours the box: all is well, it takes its time, or the participant is needed. */
function kindOf(state: Saving): string {
  if (state === "received") return "sending";
  return state === "sending" || state === "saved" ? state : "kept";
}

function describeSaving(state: Saving, recorder: Recorder, strings: Strings["end"]): Node[] {
  const sentence = {
    ...strings.trouble,
    sending: strings.saving,
    received: strings.received,
    saved: strings.saved,
    "no-destination": strings.noDestination,
  }[state];
  const nodes: Node[] = [h("p", {}, sentence)];
  if (state !== "saved") nodes.push(h("p", { class: "note rest" }));
  if (kindOf(state) === "kept") nodes.push(actions(downloadButton(recorder, strings)));
  return nodes;
}

function showRest(
  saving: HTMLElement,
  state: Saving,
  status: UploadStatus,
  strings: Strings["end"],
): void {
  const rest = saving.querySelector<HTMLElement>(".rest");
  if (rest === null) return;
  const { pendingChunks, pendingBytes, trouble } = status;
  // What is lost will not be sent any more.
  const isLeft = pendingChunks > 0 && state !== "lost";
  const left = isLeft ? strings.left(pendingChunks, pendingBytes) : "";
  const failed = trouble !== null && (state === trouble.kind || state === "received");
  const error = failed ? strings.lastError(trouble.sentence) : "";
  rest.textContent = state === "no-destination" ? "" : [left, error].filter(Boolean).join(" ");
  rest.hidden = rest.textContent === "";
}

function downloadButton(recorder: Recorder, strings: Strings["end"]): HTMLElement {
  const save = button(strings.download, { quiet: true });
  save.addEventListener("click", async () => {
    const file = await recorder.download();
    const address = URL.createObjectURL(file);
    h("a", { href: address, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
  return save;
}

/** The code to copy, and the link that leads on. */
function showWayOut(
  step: Pick<StepOf<"end">, "code" | "redirect">,
  strings: Strings["end"],
): Node[] {
  const nodes: Node[] = [];
  if (step.code !== null) nodes.push(...codeToCopy(step.code, strings));
  if (step.redirect !== null) {
    const host = new URL(step.redirect).host;
    const link = h("a", { class: "button", href: step.redirect }, strings.redirect(host));
    nodes.push(actions(link));
  }
  return nodes;
}

/**
 * What is said to somebody who does not take part after all, and their way out.
 *
 * @param ours Where the study has no words of its own for them.
 */
export function partingOf(
  outcome: "declined" | "unsupported",
  { manifest, recorder, strings }: Pick<StepContext, "manifest" | "recorder" | "strings">,
  ...ours: Node[]
): { words: HTMLElement; wayOut: Node[] } {
  const given = manifest.completions?.[outcome];
  const words = given?.html ? h("div", { html: given.html }) : h("div", {}, ...ours);
  return { words, wayOut: given ? showWayOut(filledIn(given, recorder.taker), strings.end) : [] };
}

function codeToCopy(code: string, strings: Strings["end"]): Node[] {
  const shown = h("output", { "aria-labelledby": "code-title", id: "completion-code" }, code);
  const copy = button(strings.copy, { quiet: true });
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      copy.textContent = strings.copied;
    } catch {
      getSelection()?.selectAllChildren(shown);
      copy.textContent = strings.copyFailed;
    }
  });
  return [
    h("h2", { id: "code-title" }, strings.codeTitle),
    h("p", {}, strings.codeHint),
    h("div", { class: "code" }, shown, copy),
  ];
}

function redirect({ code, redirect: address }: StepOf<"end">, context: StepContext): void {
  if (address === null) return;
  context.screen.announce(context.strings.end.redirecting(new URL(address).host));
  const time_ms = code === null ? readingTime_ms.plain : readingTime_ms.withCode;
  setTimeout(() => context.leaveFor(address), time_ms);
}
