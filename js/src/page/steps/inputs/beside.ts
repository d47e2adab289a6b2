/** Buttons beside a game that is played by keys. */

/**
 * A pointer leaves the focus in the game, where the keys are heard. Who comes by the Tab key presses
 * with Space and Enter, whatever these do in the game, and once for each time that they go down.
 */
export function beside(element: HTMLButtonElement): HTMLButtonElement {
  element.dataset.keys = "press";
  element.addEventListener("pointerdown", (event) => event.preventDefault());
  element.addEventListener("keydown", (event) => {
    if (event.repeat && event.code !== "Tab") event.preventDefault();
  });
  return element;
}
