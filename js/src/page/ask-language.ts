/** The participant chooses the language: each one is named in itself. */

import { h } from "./dom";
import { ownName } from "./languages";
import type { Screen } from "./screen";
import { directionOf } from "./voice";

/** @param title What is asked, in the usual language. */
export function askLanguage(
  screen: Pick<Screen, "show">,
  title: string,
  offered: readonly string[],
): Promise<string> {
  return new Promise((resolve) => {
    const choices = offered.map((language) => {
      const names = { lang: language, dir: directionOf(language) };
      const element = h(
        "button",
        { type: "button", class: "button quiet", ...names },
        ownName(language),
      );
      element.addEventListener("click", () => resolve(language));
      return h("li", {}, element);
    });
    const list = h("ul", { class: "languages" }, ...choices);
    screen.show(h("section", {}, h("h1", {}, title), list), title);
  });
}
