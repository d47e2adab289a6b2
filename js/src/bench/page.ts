/** The benchmark's page: passes the question on, and measures JavaScript's heap when asked to. */

import type {
  Answer,
  DrawAnswer,
  DrawQuestion,
  GamesAnswer,
  GamesQuestion,
  Question,
} from "./protocol";

interface MeasuredMemory {
  breakdown: { bytes: number; attribution: { scope: string }[] }[];
}

type Heap = { steps: number; bytes: number };

declare global {
  interface Window {
    measureGames(question: GamesQuestion): Promise<GamesAnswer & { heap: Heap[] }>;
    measure(question: Question): Promise<Answer & { heap: Heap[] }>;
    measureDrawing(question: DrawQuestion): Promise<DrawAnswer>;
  }
  interface Performance {
    /** Needs cross-origin isolation, which the benchmark's server gives. */
    measureUserAgentSpecificMemory(): Promise<MeasuredMemory>;
  }
}

window.measure = (question) => ask<Answer>("loop.js", question);
window.measureGames = (question) => ask<GamesAnswer>("games.js", question);

/** Starts a worker that asks for the heap from time to time, and gives its answer. */
function ask<A extends object>(script: string, question: object): Promise<A & { heap: Heap[] }> {
  const worker = new Worker(script, { type: "module" });
  const heap: Heap[] = [];
  return new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = async ({ data }: MessageEvent<A | { sampled: number }>) => {
      if (!("sampled" in data)) return resolve({ ...data, heap });
      heap.push({ steps: data.sampled, bytes: await workerHeap() });
      worker.postMessage(null);
    };
    worker.postMessage(question);
  });
}

window.measureDrawing = (question) => {
  const worker = new Worker("draw.js", { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }: MessageEvent<DrawAnswer>) => resolve(data);
    worker.postMessage(question);
  });
};

async function workerHeap(): Promise<number> {
  const { breakdown } = await performance.measureUserAgentSpecificMemory();
  const inWorker = breakdown.filter(({ attribution }) =>
    attribution.some(({ scope }) => scope === "DedicatedWorkerGlobalScope"),
  );
  return inWorker.reduce((sum, { bytes }) => sum + bytes, 0);
}
