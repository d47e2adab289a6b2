// A game on the page's own thread, in the way of MUG 0.1.3's single player: for every step the source
// of a piece of Python is put together, compiled and run by `runPythonAsync`, and all that it gives is
// turned into JavaScript's objects by a deep `toJs`. Written from that description, not from its code.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const FPS = 60;
const KEYS = { ArrowLeft: 0, ArrowRight: 1 };

const pyodide = await loadPyodide({ indexURL: new URL("pyodide/", import.meta.url).href });
const wheels = await (await fetch("wheels/wheels.json")).json();
await pyodide.loadPackage(wheels.map((name) => new URL(`wheels/${name}`, import.meta.url).href));
pyodide.unpackArchive(await (await fetch("game.zip")).arrayBuffer(), "zip");
pyodide.runPython(`
import sys, types
stub = types.ModuleType("_multiprocessing")
stub.SemLock = type("SemLock", (), {"SEM_VALUE_MAX": 2**31 - 1})
stub.sem_unlink = lambda name: None
sys.modules["_multiprocessing"] = stub
import numpy as np
from cartpole_view import draw
from endless import Endless
env = Endless()
obs, info = env.reset(seed=1)
`);

const context = document.querySelector("canvas").getContext("2d");

/** One step: its source, its run, its result as plain objects. */
async function step(action) {
  const result = await pyodide.runPythonAsync(`
actions = ${JSON.stringify({ human: action })}
obs, reward, terminated, truncated, info = env.step(actions["human"])
render_state = draw(env)
obs = obs.reshape(-1).astype(np.float32)
obs, float(reward), bool(terminated), bool(truncated), info, render_state["shapes"]
`);
  const given = result.toJs({ dict_converter: Object.fromEntries });
  result.destroy();
  return given;
}

/** The shapes of CartPole's picture. */
function paint(shapes) {
  context.fillStyle = "#f8f9fa";
  context.fillRect(0, 0, 600, 400);
  for (const shape of shapes) {
    context.fillStyle = shape.fill ?? "transparent";
    context.strokeStyle = shape.stroke ?? "transparent";
    context.lineWidth = shape.line_width ?? 1;
    context.beginPath();
    if (shape.kind === "line") for (const [x, y] of shape.points) context.lineTo(x, y);
    else if (shape.kind === "circle") context.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
    else context.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius);
    context.fill();
    context.stroke();
  }
}

/** As fast as it goes: microseconds a step, with its picture in JavaScript's hands, and not painted. */
window.measureSteps = async (steps) => {
  const begun = performance.now();
  for (let at = 0; at < steps; at++) await step(at & 1);
  return ((performance.now() - begun) / steps) * 1000;
};

/** At 60 frames a second for so long: milliseconds from each key that a step has seen to its paint. */
window.play = (seconds) =>
  new Promise((resolve) => {
    const delays = [];
    let held = null;
    let pressedAt = null;
    let last = 0;
    addEventListener("keydown", ({ key, timeStamp, repeat }) => {
      if (repeat || !(key in KEYS)) return;
      held = key;
      pressedAt ??= timeStamp;
    });
    addEventListener("keyup", ({ key }) => {
      if (key !== held) return;
      held = null;
      pressedAt = null; // no step has seen it
    });
    const begun = performance.now();
    let isBusy = false;
    const frame = async (now) => {
      if (now - begun > seconds * 1000) return resolve(delays);
      requestAnimationFrame(frame);
      if (isBusy || now - last < 1000 / FPS - 2) return;
      last = now;
      isBusy = true;
      const since = pressedAt;
      pressedAt = null;
      paint((await step(KEYS[held] ?? 0)).at(-1));
      isBusy = false;
      // What was drawn is painted with the next frame.
      if (since !== null) requestAnimationFrame(() => delays.push(performance.now() - since));
    };
    requestAnimationFrame(frame);
  });

document.body.append("ready");
