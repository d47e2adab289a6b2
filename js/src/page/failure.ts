/** Sentences in place of the study: what is wrong, and what can be done. */

import { messageOf } from "../shared/errors";
import { actions, button, h } from "./dom";
import type { PageRecord } from "./record/recorder";
import type { Screen } from "./screen";
import type { Strings } from "./strings";

/** Something that stops the study, said to the participant. */
export class Halt extends Error {
  override name = "Halt";

  /**
   * @param retry whether loading the page again may help.
   * @param address to be opened in a tab of its own; null where that would not help.
   */
  constructor(
    readonly title: string,
    readonly sentence: string,
    readonly retry: boolean,
    readonly address: string | null = null,
  ) {
    super(sentence);
  }
}

/** Shows a failure, known or not, with a way to try again: never a blank page. */
export function showFailure(error: unknown, screen: Screen, strings: Strings): void {
  const halt = error instanceof Halt ? error : new Halt(strings.brokenTitle, strings.broken, true);
  const retry = button(strings.retry);
  retry.addEventListener("click", () => location.reload());
  const element = h(
    "section",
    {},
    h("h1", {}, halt.title),
    h("p", {}, halt.sentence),
    halt === error ? null : details(error, strings),
    halt.retry ? actions(retry) : null,
    halt.address === null ? null : ownTab(halt.address, strings),
  );
  screen.show(element, halt.title);
}

/** A frame may forbid the link, or a tab that it opens the storage too: then the address helps. */
function ownTab(address: string, { place }: Strings): HTMLElement {
  const link = { class: "button", href: address, target: "_blank", rel: "noopener" };
  return h(
    "div",
    { class: "own-tab" },
    actions(h("a", link, place.ownTab)),
    h("p", {}, place.copyAddress),
    h("p", {}, h("output", { class: "address" }, address)),
  );
}

function details(error: unknown, strings: Strings): HTMLElement {
  const summary = h("summary", {}, strings.details);
  return h("details", {}, summary, h("pre", { tabindex: 0 }, describeError(error)));
}

/** Message, stack and causes of whatever was thrown. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack?.includes(error.message)
    ? error.stack
    : `${error.name}: ${error.message}\n${error.stack ?? ""}`;
  return error.cause === undefined ? own : `${own}\nCaused by: ${describeError(error.cause)}`;
}

/** The same for the data. @param where What was at work. */
export function failureRecord(where: string, error: unknown): PageRecord {
  const message = messageOf(error);
  return { type: "error", where, message, detail: describeError(error) };
}
