/** What a scene is made of, as `gymbrowser/bridge/shapes.py` writes it. */

export interface Scene {
  width: number;
  height: number;
  background: string;
  shapes: Shape[];
}

export type Point = [x: number, y: number];

/** What every shape may have: `Options` in Python. */
interface Options {
  id?: string;
  /** 0 to 1. */
  alpha?: number;
  /** Shapes come sorted by it. */
  depth?: number;
  /** Degrees, clockwise, about the shape's middle. */
  angle?: number;
  /** In which it comes to here from where it was in the scene before. */
  tween_ms?: number;
}

export interface Paint {
  fill: string | null;
  stroke: string | null;
  line_width: number;
}

export interface Rectangle extends Paint, Options {
  kind: "rectangle";
  x: number;
  y: number;
  width: number;
  height: number;
  radius: number;
}

export interface Circle extends Paint, Options {
  kind: "circle";
  x: number;
  y: number;
  radius: number;
}

export interface Ellipse extends Paint, Options {
  kind: "ellipse";
  x: number;
  y: number;
  radius_x: number;
  radius_y: number;
}

export interface Arc extends Paint, Options {
  kind: "arc";
  x: number;
  y: number;
  radius: number;
  /** Degrees; clockwise from here to `end`. */
  start: number;
  end: number;
}

export interface Line extends Paint, Options {
  kind: "line";
  points: Point[];
}

export interface Polygon extends Paint, Options {
  kind: "polygon";
  points: Point[];
}

export interface Text extends Options {
  kind: "text";
  x: number;
  y: number;
  content: string;
  size: number;
  fill: string;
  align: "left" | "center" | "right";
  bold: boolean;
}

interface Picture extends Options {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Left and right are swapped. */
  flip: boolean;
}

export interface Image extends Picture {
  kind: "image";
  image: string;
}

export interface Sprite extends Picture {
  kind: "sprite";
  atlas: string;
  frame: string;
}

export interface Layer extends Options {
  kind: "layer";
  id: string;
  /** Left out where they are as in the scene before: see `layers.ts`. */
  shapes?: Shape[];
}

export type Shape =
  | Rectangle
  | Circle
  | Ellipse
  | Arc
  | Line
  | Polygon
  | Text
  | Image
  | Sprite
  | Layer;

export const kinds: readonly Shape["kind"][] = [
  "rectangle",
  "circle",
  "ellipse",
  "arc",
  "line",
  "polygon",
  "text",
  "image",
  "sprite",
  "layer",
];

/** The point about which a shape is turned. */
export function middle(shape: Shape): Point {
  if (shape.kind === "layer") return [0, 0];
  if ("points" in shape) {
    const xs = shape.points.map(([x]) => x);
    const ys = shape.points.map(([, y]) => y);
    return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  }
  const { x, y, width, height } = { width: 0, height: 0, ...shape };
  return [x + width / 2, y + height / 2];
}
