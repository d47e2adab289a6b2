/** Cells of a grid, and the rectangle that is marked among them. */

export interface Size {
  rows: number;
  columns: number;
}

export interface Cell {
  row: number;
  column: number;
}

/** From one corner to the one that moves. */
export interface Marked {
  anchor: Cell;
  head: Cell;
}

const ways: Readonly<Record<string, Cell>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

/** The cell at a place, by shares of the grid's width and height; the nearest one beyond its edges. */
export function cellAt(x: number, y: number, { rows, columns }: Size): Cell {
  return { row: within(y * rows, rows), column: within(x * columns, columns) };
}

/**
 * What is marked after an arrow key.
 *
 * @param widens whether the corner behind stays where it is
 * @returns null: it was no arrow key
 */
export function afterKey(marked: Marked, code: string, widens: boolean, size: Size): Marked | null {
  const way = ways[code];
  if (way === undefined) return null;
  const { row, column } = marked.head;
  const head = {
    row: within(row + way.row, size.rows),
    column: within(column + way.column, size.columns),
  };
  return { anchor: widens ? marked.anchor : head, head };
}

/** First row, first column, last row, last column. */
export function cornersOf({ anchor, head }: Marked): [number, number, number, number] {
  return [
    Math.min(anchor.row, head.row),
    Math.min(anchor.column, head.column),
    Math.max(anchor.row, head.row),
    Math.max(anchor.column, head.column),
  ];
}

export function contains(marked: Marked, { row, column }: Cell): boolean {
  const [top, left, bottom, right] = cornersOf(marked);
  return top <= row && row <= bottom && left <= column && column <= right;
}

function within(place: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(place)));
}
