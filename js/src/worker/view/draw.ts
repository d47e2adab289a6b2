/** Draw lists: the shapes of `gymbrowser/bridge/draw.py`, where their units are explained. */

import { type Context, fit } from "./context";

export interface Scene {
  width: number;
  height: number;
  background: string;
  shapes: Shape[];
}

export type Point = [x: number, y: number];

interface Paint {
  fill: string | null;
  stroke: string | null;
  line_width: number;
}

export interface Rectangle extends Paint {
  kind: "rectangle";
  x: number;
  y: number;
  width: number;
  height: number;
  radius: number;
  /** Degrees, clockwise, about the centre. */
  angle: number;
}

export interface Circle extends Paint {
  kind: "circle";
  x: number;
  y: number;
  radius: number;
}

export interface Line extends Paint {
  kind: "line";
  points: Point[];
}

export interface Polygon extends Paint {
  kind: "polygon";
  points: Point[];
}

export interface Text {
  kind: "text";
  x: number;
  y: number;
  content: string;
  size: number;
  fill: string;
  align: "left" | "center" | "right";
  bold: boolean;
}

export type Shape = Rectangle | Circle | Line | Polygon | Text;

/**
 * Draws the scene as large as the canvas allows: shapes are drawn at device pixels, so they stay sharp.
 *
 * @throws on a shape of a kind that draw.py does not have
 */
export function drawScene(context: Context, scene: Scene): void {
  const { width, height } = context.canvas;
  const { scale, x, y } = fit(scene, context.canvas);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.save();
  context.setTransform(scale, 0, 0, scale, x, y);
  context.beginPath();
  context.rect(0, 0, scene.width, scene.height);
  context.clip();
  context.fillStyle = scene.background;
  context.fillRect(0, 0, scene.width, scene.height);
  for (const shape of scene.shapes) drawShape(context, shape);
  context.restore();
}

function drawShape(context: Context, shape: Shape): void {
  switch (shape.kind) {
    case "rectangle":
      drawRectangle(context, shape);
      break;
    case "circle":
      drawCircle(context, shape);
      break;
    case "line":
      drawPoints(context, shape, false);
      break;
    case "polygon":
      drawPoints(context, shape, true);
      break;
    case "text":
      drawText(context, shape);
      break;
    default:
      throw new Error(
        `The scene has a shape of the kind ${JSON.stringify((shape as Shape).kind)}. ` +
          "gymbrowser.draw has rectangle, circle, line, polygon and text.",
      );
  }
}

function drawRectangle(context: Context, shape: Rectangle): void {
  const { x, y, width, height } = shape;
  context.save();
  context.translate(x + width / 2, y + height / 2);
  context.rotate((shape.angle * Math.PI) / 180);
  context.beginPath();
  context.roundRect(-width / 2, -height / 2, width, height, shape.radius);
  paint(context, shape);
  context.restore();
}

function drawCircle(context: Context, shape: Circle): void {
  context.beginPath();
  context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
  paint(context, shape);
}

function drawPoints(context: Context, shape: Line | Polygon, closed: boolean): void {
  context.beginPath();
  for (const [x, y] of shape.points) context.lineTo(x, y);
  if (closed) context.closePath();
  context.lineCap = "round";
  context.lineJoin = "round";
  paint(context, shape);
}

function drawText(context: Context, shape: Text): void {
  context.font = `${shape.bold ? "bold " : ""}${shape.size}px system-ui, sans-serif`;
  context.textAlign = shape.align;
  context.textBaseline = "middle";
  context.fillStyle = shape.fill;
  context.fillText(shape.content, shape.x, shape.y);
}

function paint(context: Context, { fill, stroke, line_width }: Paint): void {
  if (fill !== null) {
    context.fillStyle = fill;
    context.fill();
  }
  if (stroke !== null) {
    context.strokeStyle = stroke;
    context.lineWidth = line_width;
    context.stroke();
  }
}
