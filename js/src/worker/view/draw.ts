/** Draws scenes: the shapes of `gymbrowser/bridge/draw.py`, where their units are explained. */

import { type Context, drawFaded, drawFramed, drawMoved } from "./context";
import type { Pictures } from "./pictures";
import {
  type Arc,
  kinds,
  type Line,
  middle,
  type Paint,
  type Polygon,
  type Scene,
  type Shape,
  type Text,
} from "./shapes";

export type { Point, Scene, Shape } from "./shapes";

/**
 * Draws the scene as large as the canvas allows: shapes are drawn at device pixels, so they stay sharp.
 *
 * @throws on a shape of a kind that draw.py does not have, and on an image that exp.yml does not name
 */
export function drawScene(context: Context, scene: Scene, pictures: Pictures): void {
  drawFramed(context, scene, () => {
    context.lineCap = "round";
    context.lineJoin = "round";
    context.textBaseline = "middle";
    context.imageSmoothingQuality = "high";
    drawShapes(context, scene.shapes, pictures);
  });
}

/** Draws shapes as the context is set: where, how large, with which ends of lines. */
export function drawShapes(context: Context, shapes: readonly Shape[], pictures: Pictures): void {
  for (const shape of shapes) {
    if (shape.alpha === undefined && !shape.angle) drawShape(context, shape, pictures);
    else drawChanged(context, shape, pictures);
  }
}

function drawChanged(context: Context, shape: Shape, pictures: Pictures): void {
  const { alpha, angle } = shape;
  const draw = () => drawShape(context, shape, pictures);
  const turned = () => {
    const [x, y] = middle(shape);
    context.translate(x, y);
    context.rotate(radians(angle ?? 0));
    context.translate(-x, -y);
    draw();
  };
  drawFaded(context, alpha, angle ? () => drawMoved(context, turned) : draw);
}

function drawShape(context: Context, shape: Shape, pictures: Pictures): void {
  switch (shape.kind) {
    case "rectangle":
      context.beginPath();
      context.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius);
      paint(context, shape);
      break;
    case "circle":
      context.beginPath();
      context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
      paint(context, shape);
      break;
    case "ellipse":
      context.beginPath();
      context.ellipse(shape.x, shape.y, shape.radius_x, shape.radius_y, 0, 0, 2 * Math.PI);
      paint(context, shape);
      break;
    case "arc":
      drawArc(context, shape);
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
    case "image":
      drawPart(context, shape, pictures.image(shape.image));
      break;
    case "sprite":
      drawPart(context, shape, pictures.frame(shape.atlas, shape.frame));
      break;
    case "layer":
      drawShapes(context, shape.shapes ?? [], pictures);
      break;
    default:
      throw new Error(
        `The scene has a shape of the kind ${JSON.stringify((shape as Shape).kind)}. ` +
          `gymbrowser.draw has ${kinds.join(", ")}.`,
      );
  }
}

function drawArc(context: Context, { x, y, radius, start, end, ...shape }: Arc): void {
  const ends = [radians(start), radians(end)] as const;
  if (shape.fill !== null) {
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, radius, ...ends);
    context.closePath();
    paint(context, { ...shape, stroke: null });
  }
  context.beginPath();
  context.arc(x, y, radius, ...ends);
  paint(context, { ...shape, fill: null });
}

function drawPoints(context: Context, shape: Line | Polygon, closed: boolean): void {
  context.beginPath();
  for (const [x, y] of shape.points) context.lineTo(x, y);
  if (closed) context.closePath();
  paint(context, shape);
}

function drawText(context: Context, shape: Text): void {
  context.font = `${shape.bold ? "bold " : ""}${shape.size}px system-ui, sans-serif`;
  context.textAlign = shape.align;
  context.fillStyle = shape.fill;
  context.fillText(shape.content, shape.x, shape.y);
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  flip: boolean;
}

/** @param part of a bitmap: its left upper corner and its size there */
function drawPart(
  context: Context,
  { x, y, width, height, flip }: Box,
  { bitmap, part }: ReturnType<Pictures["image"]>,
): void {
  const draw = () => context.drawImage(bitmap, ...part, x, y, width, height);
  const mirrored = () => {
    context.translate(2 * x + width, 0);
    context.scale(-1, 1);
    draw();
  };
  if (flip) drawMoved(context, mirrored);
  else draw();
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

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
