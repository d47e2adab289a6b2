/** The benchmark's page: passes the question on, and measures JavaScript's heap when asked to. */

import type { Answer, DrawAnswer, DrawQuestion, Question } from "./protocol";

interface MeasuredMemory {
  breakdown: { bytes: number; attribution: { scope: string }[] }[];
}

type Heap = { steps: number; bytes: number };

declare global {
  interface Window {
    measure(question: Question): Promise<Answer & { heap: Heap[] }>;
    measureDrawing(question: DrawQuestion): Promise<DrawAnswer>;
  }
  interface Performance {
    /** Needs cross-origin isolation, which the benchmark's server gives. */
    measureUserAgentSpecificMemory(): Promise<MeasuredMemory>;
  }
}

window.measure = (question) => {
  const worker = new Worker("loop.js", { type: "module" });
  const heap: Heap[] = [];
  return new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = async ({ data }: MessageEvent<Answer | { sampled: number }>) => {
      if (!("sampled" in data)) return resolve({ ...data, heap });
      heap.push({ steps: data.sampled, bytes: await workerHeap() });
      worker.postMessage(null);
    };
    worker.postMessage(question);
  });
};

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
