/** Layers are sent when they are new or have changed: here are those that were sent before. */

import type { Scene, Shape } from "./shapes";

export class Layers {
  readonly #known = new Map<string, Shape[]>();

  /** Puts the known shapes of layers into a scene that Python left without them. */
  complete(scene: Scene): Scene {
    for (const shape of scene.shapes) {
      if (shape.kind !== "layer") continue;
      if (shape.shapes === undefined) shape.shapes = this.#known.get(shape.id) ?? [];
      else this.#known.set(shape.id, shape.shapes);
    }
    return scene;
  }
}
