/** A stick, a gamepad's or the one on the screen, as four digital inputs. */

/** The names of the four, and which way each is. */
function directionsOf(stick: string): readonly [code: string, x: number, y: number][] {
  return [
    [`${stick}Left`, -1, 0],
    [`${stick}Right`, 1, 0],
    [`${stick}Up`, 0, -1],
    [`${stick}Down`, 0, 1],
  ];
}

/**
 * Whether so much of a way counts as down. A stick that trembles at one threshold would be pressed and
 * released at every frame, so there are two.
 */
export function isDown(deflection: number, wasDown: boolean): boolean {
  return deflection >= (wasDown ? 0.35 : 0.5);
}

/** Which codes of a stick are down. @param x, y its place, from -1 to 1, y down */
export function downOf(
  stick: string,
  x: number,
  y: number,
  wasDown: (code: string) => boolean,
): string[] {
  return directionsOf(stick)
    .filter(([code, toX, toY]) => isDown(x * toX + y * toY, wasDown(code)))
    .map(([code]) => code);
}
