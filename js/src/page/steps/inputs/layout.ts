/** The order and the places in which keys are shown. */

/** Left, up, down, right: the order in which they are read, and in which the stylesheet takes them. */
const arrows = ["ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"];
const letters = ["KeyA", "KeyW", "KeyS", "KeyD"];

/** The arrows first, in reading order; then all other keys as they come. */
export function inReadingOrder(codes: readonly string[]): string[] {
  return [...arrows.filter((code) => codes.includes(code)), ...codes.filter(isNoArrow)];
}

function isNoArrow(code: string): boolean {
  return !arrows.includes(code);
}

/** Groups of keys as they are laid out: all four directions make a cross, the others a row. */
export function layOut(codes: readonly string[]): { crosses: string[][]; row: string[] } {
  const crosses = [arrows, letters].filter((four) => four.every((code) => codes.includes(code)));
  const crossed = new Set(crosses.flat());
  return { crosses, row: inReadingOrder(codes.filter((code) => !crossed.has(code))) };
}
