// Pyodide as published on npm, with numpy and gymnasium loaded the way its documentation shows.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const pyodide = await loadPyodide({ indexURL: new URL("pyodide/", import.meta.url).href });
const wheels = await (await fetch("wheels/wheels.json")).json();
await pyodide.loadPackage(wheels.map((name) => new URL(`wheels/${name}`, import.meta.url).href));
postMessage(
  pyodide.runPython(`
import sys, types
stub = types.ModuleType("_multiprocessing")
stub.SemLock = type("SemLock", (), {"SEM_VALUE_MAX": 2**31 - 1})
stub.sem_unlink = lambda name: None
sys.modules["_multiprocessing"] = stub
import gymnasium, numpy
env = gymnasium.make("CartPole-v1")
observation, _ = env.reset(seed=0)
str(observation)
`),
);
