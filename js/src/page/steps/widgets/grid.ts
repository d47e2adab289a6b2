/**
 * Cells of which a rectangle is marked: by dragging over them, or with the arrow keys, Shift and Enter.
 *
 * To a screen reader it is a grid as the ARIA Authoring Practices have it, with one place for the
 * focus and an active cell.
 */

import { h } from "../../dom";
import { dragged } from "../../dragged";
import { afterKey, type Cell, cellAt, contains, cornersOf, type Marked } from "./rectangle";
import type { ShapeOf, Shown, WidgetTools } from "./widget";

export function gridWidget(name: string, shape: ShapeOf<"grid">, tools: WidgetTools): Shown {
  const grid = new Grid(name, shape, tools);
  return { element: grid.element, enable: (on) => grid.enable(on) };
}

const sending = ["Enter", "NumpadEnter", "Space"];

class Grid {
  readonly element: HTMLElement;
  readonly #board: HTMLElement;
  readonly #cells: { cell: Cell; element: HTMLElement }[] = [];
  #marked: Marked | null = null;
  #drags = false;
  #isOn = true;

  constructor(
    private readonly name: string,
    private readonly shape: ShapeOf<"grid">,
    private readonly tools: WidgetTools,
  ) {
    const { rows, columns, label } = shape;
    const hint = h("span", { class: "note", id: `hint-${name}` }, tools.strings.gridHint);
    this.#board = h(
      "div",
      {
        class: "cells",
        role: "grid",
        tabindex: 0,
        "aria-label": label,
        "aria-describedby": hint.id,
        "aria-multiselectable": "true",
        "data-keys": "move",
        vars: { "--columns": columns },
      },
      ...Array.from({ length: rows }, (_, row) => this.#row(row)),
    );
    this.#listen();
    const title = h("span", { class: "title", "aria-hidden": "true" }, label);
    this.element = h("div", { class: "widget wide" }, title, this.#board, hint);
  }

  enable(on: boolean): void {
    this.#isOn = on;
    this.#drags &&= on;
    this.#board.setAttribute("aria-disabled", String(!on));
    this.#board.tabIndex = on ? 0 : -1;
  }

  #row(row: number): HTMLElement {
    const cells = Array.from({ length: this.shape.columns }, (_, column) => {
      const element = h("div", {
        role: "gridcell",
        id: `cell-${this.name}-${row}-${column}`,
        "aria-label": this.tools.strings.cell(row + 1, column + 1),
        "aria-selected": "false",
      });
      this.#cells.push({ cell: { row, column }, element });
      return element;
    });
    return h("div", { role: "row" }, ...cells);
  }

  #listen(): void {
    const board = this.#board;
    dragged(board);
    board.addEventListener("pointerdown", (event) => this.#begin(event));
    board.addEventListener("pointermove", (event) => this.#drag(event));
    board.addEventListener("pointerup", (event) => {
      if (!this.#drags) return;
      // Where it ends counts, whether or not a move has told of that place.
      this.#drag(event);
      this.#drags = false;
      this.#tell(event.timeStamp);
      this.tools.done();
    });
    board.addEventListener("pointercancel", () => {
      this.#drags = false;
      this.#mark(null);
    });
    board.addEventListener("keydown", (event) => this.#take(event));
  }

  #begin(event: PointerEvent): void {
    if (!this.#isOn || event.button !== 0) return;
    event.preventDefault();
    this.#board.setPointerCapture(event.pointerId);
    this.#drags = true;
    const cell = this.#cellAt(event);
    this.#mark({ anchor: cell, head: cell });
  }

  #drag(event: PointerEvent): void {
    if (this.#drags && this.#marked !== null) {
      this.#mark({ ...this.#marked, head: this.#cellAt(event) });
    }
  }

  #take(event: KeyboardEvent): void {
    if (!this.#isOn) return;
    const { code, shiftKey, timeStamp } = event;
    const corner = { row: 0, column: 0 };
    const before = this.#marked;
    if (sending.includes(code)) {
      if (before === null) this.#mark({ anchor: corner, head: corner });
      if (!event.repeat) this.#tell(timeStamp);
    } else {
      const start = { anchor: corner, head: corner };
      const after = afterKey(before ?? start, code, shiftKey, this.shape);
      if (after === null) return;
      this.#mark(before === null ? start : after);
    }
    event.preventDefault();
  }

  #cellAt({ clientX, clientY }: PointerEvent): Cell {
    const { left, top, width, height } = this.#board.getBoundingClientRect();
    return cellAt((clientX - left) / width, (clientY - top) / height, this.shape);
  }

  #mark(marked: Marked | null): void {
    this.#marked = marked;
    for (const { cell, element } of this.#cells) {
      element.setAttribute("aria-selected", String(marked !== null && contains(marked, cell)));
    }
    const { head } = marked ?? {};
    if (head === undefined) this.#board.removeAttribute("aria-activedescendant");
    else {
      const active = `cell-${this.name}-${head.row}-${head.column}`;
      this.#board.setAttribute("aria-activedescendant", active);
    }
  }

  #tell(timeStamp: number): void {
    if (this.#marked === null) return;
    const corners = cornersOf(this.#marked);
    const [top, left, bottom, right] = corners.map((at) => at + 1) as typeof corners;
    const said = this.tools.strings.marked(top, left, bottom, right);
    this.tools.tell({ kind: "grid", name: this.name, value: corners }, said, timeStamp);
  }
}
