/** What a step of each of several games costs, in turn in one worker, by the product's own loop. */

import { boot } from "../worker/boot";
import { answerBy } from "./answer";
import { MemoryWatch } from "./memory";
import type { GamesAnswer, GamesQuestion, Memory } from "./protocol";
import { forgetCommitted, openJournal, Runner, timing } from "./runner";

answerBy(measure);

async function measure({ root, manifest, games, rounds }: GamesQuestion): Promise<GamesAnswer> {
  const scope = self as unknown as Parameters<typeof boot>[0];
  const runtime = await boot(scope, root, manifest, timing.now, () => {});
  const loaded = timing.now();
  await runtime.loadModels();
  const loadMs = timing.now() - loaded;
  const journal = await openJournal();
  const watch = new MemoryWatch(runtime.python);
  const runners = games.map(({ name, kwargs, step, steps, pictures }) => {
    const environment = { ...manifest.environment, kwargs };
    const show = pictures ? () => {} : null;
    const runner = new Runner(runtime, { ...manifest, environment }, step, journal, show);
    return { name, steps, runner };
  });
  const perStepUs = Object.fromEntries(games.map(({ name }) => [name, [] as number[]]));
  const memory: Record<string, Memory> = {};
  for (const { runner, steps } of runners) await runner.perStepUs(Math.min(steps, 2000)); // warms up
  for (let round = 0; round < rounds; round++) {
    for (const { name, runner, steps } of runners) {
      perStepUs[name]?.push(await runner.perStepUs(steps));
      await forgetCommitted();
      if (round + 1 === rounds) memory[name] = await watch.sample(steps);
    }
  }
  return { loadMs, perStepUs, memory };
}
