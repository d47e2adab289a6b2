/** The digital inputs of a person, as exp.yml has them. */

import type { Controls } from "../../../generated/contract";

/** These press the button that has the focus. */
export const pressingKeys: readonly string[] = ["Space", "Enter", "NumpadEnter"];

type Own = Pick<Controls, "bindings" | "axes">;

/** Each once: those that are bound to actions, then those that move an axis. */
export function codesOf({ bindings, axes }: Own): string[] {
  const bound = bindings.flatMap(({ codes }) => codes);
  return [...new Set([...bound, ...axes.flatMap(({ sources }) => sources.flatMap(endsOf))])];
}

/** Those of a keyboard: other devices' names begin with the device. */
export function keysOf(own: Own): string[] {
  return codesOf(own).filter((code) => !/^(Gamepad|Joystick|Pointer)/.test(code));
}

/**
 * Keys for which there are buttons on the screen: not those of an axis that a finger can move in
 * another way.
 */
export function buttonsOf({ bindings, axes }: Own): string[] {
  const needed = axes.filter(
    ({ sources }) => !sources.some(({ kind }) => kind === "joystick" || kind === "pointer"),
  );
  return keysOf({ bindings, axes: needed });
}

function endsOf(source: Controls["axes"][number]["sources"][number]): string[] {
  if (source.kind !== "keys") return [];
  return [source.negative, source.positive].filter((code) => code !== null);
}
