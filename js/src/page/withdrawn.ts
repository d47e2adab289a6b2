/** The page after a withdrawal: says what becomes of what was given, and shows that it was told. */

import type { Manifest, WithdrawalChoice } from "../generated/contract";
import { actions, h } from "./dom";
import { watch } from "./observable";
import type { Recorder } from "./record/recorder";
import type { Screen } from "./screen";
import { debriefing } from "./steps/end";
import type { Strings } from "./strings";

export interface WithdrawnContext {
  manifest: Pick<Manifest, "debrief" | "on_abandon" | "withdrawal">;
  recorder: Pick<Recorder, "withdrawn" | "settled" | "status">;
  screen: Screen;
  strings: Strings;
}

/** Resolves when everything that is to be sent has arrived. */
export async function showWithdrawn(context: WithdrawnContext): Promise<void> {
  const { manifest, recorder, screen } = context;
  const { withdrawn } = recorder;
  if (withdrawn === null) throw new Error("Nobody has withdrawn.");
  const strings = context.strings.withdrawal;
  const unsent = withdrawn.choice === "delete" && manifest.on_abandon === "discard";
  const sending = h("p", { class: "saving" });
  const element = h(
    "section",
    {},
    ...ownWords(manifest.withdrawal?.html ?? "", strings.doneTitle),
    h("p", {}, strings.done[unsent ? "unsent" : withdrawn.choice]),
    ...debriefing(manifest),
    unsent ? null : sending,
    h("p", { class: "note" }, strings.session(withdrawn.session)),
    wayOut(manifest.withdrawal?.redirect ?? null, context.strings.end.redirect),
  );
  screen.show(element, strings.doneTitle);
  if (!unsent) await followSending(context, withdrawn.choice, sending);
}

/** The author's page goes above ours; where it has no heading of its own it gets this one. */
function ownWords(html: string, title: string): HTMLElement[] {
  const words = h("div", { html });
  return words.querySelector("h1, h2, h3") === null ? [h("h1", {}, title), words] : [words];
}

function wayOut(address: string | null, label: (host: string) => string): HTMLElement | null {
  if (address === null) return null;
  return actions(h("a", { class: "button", href: address }, label(new URL(address).host)));
}

async function followSending(
  { recorder, screen, strings }: WithdrawnContext,
  choice: WithdrawalChoice,
  place: HTMLElement,
): Promise<void> {
  const say = (state: "sending" | "waiting" | "sent", text: string) => {
    if (place.textContent === text) return;
    place.dataset.state = { sending: "sending", waiting: "kept", sent: "saved" }[state];
    place.textContent = text;
    screen.announce(text);
  };
  const stop = watch(recorder.status, ({ state, trouble }) => {
    if (state === "no-destination") say("waiting", strings.end.noDestination);
    else if (trouble === null) say("sending", strings.withdrawal.sending[choice]);
    else say("waiting", strings.withdrawal.waiting[choice]);
  });
  await recorder.settled();
  stop();
  say("sent", strings.withdrawal.sent[choice]);
}
