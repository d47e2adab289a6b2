/** What all widgets are made with, and what each of them gives. */

import type { WidgetCall } from "../../../generated/contract";
import type { SignalMessage } from "../../../shared/protocol";
import type { Strings } from "../../strings";
import type { KeyName } from "../inputs/key-names";

export type WidgetShape = NonNullable<WidgetCall["widget"]>;
export type ShapeOf<K extends WidgetShape["kind"]> = Extract<WidgetShape, { kind: K }>;

/** What the study is told. */
export type Signal = Pick<SignalMessage, "kind" | "name" | "value">;

export interface WidgetTools {
  /** The address of an image of the assets; null: there is none of this name. */
  imageOf: (name: string) => string | null;
  nameKey: (code: string) => KeyName;
  strings: Strings["game"]["widgets"];
  language: string;
  /**
   * Something was pressed, set or written.
   *
   * @param said what the participant reads and hears of it
   * @param timeStamp of the event, on the page's clock
   */
  tell: (signal: Signal, said: string, timeStamp: number) => void;
  /** Says something to those who don't see it. */
  say: (text: string) => void;
  /** The participant is done here: the game may have the focus again. */
  done: () => void;
}

/** A widget on the page. */
export interface Shown {
  element: HTMLElement;
  /** Its key was pressed. */
  press?: (timeStamp: number) => void;
  /** For what a disabled fieldset does not reach. */
  enable?: (on: boolean) => void;
}
