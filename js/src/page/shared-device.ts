/** On a computer that one person after another sits at: who sits there, and room for the next. */

import type { Manifest } from "../generated/contract";
import { actions, button, clicked, h } from "./dom";
import { watch } from "./observable";
import type { SharedComputer } from "./record/shared-computer";
import type { Screen } from "./screen";
import type { Strings } from "./strings";

/** How long the last page stays once nothing is left to do on it. */
const ROOM_AFTER_MIN = 2;
/** After this long the next person need not wait for the sending. */
const PATIENCE_MS = 15_000;

/** Asks whoever reloaded the page in mid-session: it shows nothing of the session. */
export async function askWhetherSame(screen: Screen, { shared }: Strings): Promise<boolean> {
  const goOn = button(shared.goOn);
  const anew = button(shared.anew, { quiet: true });
  const title = h("h1", {}, shared.sameTitle);
  screen.show(h("section", {}, title, h("p", {}, shared.same), actions(goOn, anew)));
  return (await clicked(goOn, anew)) === 0;
}

/**
 * Tells the staff how many sessions of earlier people are still being sent, and not of whom.
 *
 * @returns Takes the line away.
 */
export function tellOfEarlier(
  { earlierSessions }: Pick<SharedComputer, "earlierSessions">,
  place: HTMLElement,
  { shared }: Strings,
): () => void {
  const line = h("p", { class: "note" });
  place.append(line);
  const stop = watch(earlierSessions, (sessions) => {
    line.hidden = sessions === 0;
    line.textContent = shared.earlier(sessions);
  });
  return () => {
    stop();
    line.remove();
  };
}

export interface RoomContext {
  computer: Pick<SharedComputer, "forget">;
  screen: Pick<Screen, "announce" | "footer">;
  strings: Strings;
  /** Goes to the beginning, as the next person. */
  leave: () => void;
}

/**
 * Below the last page, whatever it says: the way to the next person, and the truth of what stays.
 *
 * @param over Resolves when the last page has done all that it does.
 */
export async function makeRoom(over: Promise<unknown>, context: RoomContext): Promise<void> {
  const { computer, screen, strings, leave } = context;
  const truth = h("p", {});
  const next = button(strings.shared.next);
  next.addEventListener("click", leave);
  const room = h("div", { class: "room" }, truth, actions(next));
  const show = (text: string) => {
    truth.textContent = text;
    screen.footer.replaceChildren(room);
    screen.announce(text);
  };
  const patience = setTimeout(() => show(strings.shared.unsent), PATIENCE_MS);
  await over;
  const isGone = await computer.forget();
  clearTimeout(patience);
  if (!isGone) return show(strings.shared.unsent);
  show(`${strings.shared.wiped} ${strings.shared.soon(ROOM_AFTER_MIN)}`);
  setTimeout(leave, ROOM_AFTER_MIN * 60_000);
}

/** The address for the next person: without the parameters that say who took part. */
export function nextAddress(
  address: string,
  { participant }: Pick<Manifest, "participant">,
): string {
  const next = new URL(address);
  for (const name of participant.id) next.searchParams.delete(name);
  next.hash = "";
  return next.href;
}
