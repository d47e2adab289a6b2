/** Begins an episode: all that it turns on is drawn from the session's seed, each from its own stream. */

import { deriveStream } from "../shared/random";
import type { Cast } from "./cast";
import type { Environment } from "./environment";
import type { NanGuard } from "./finite";
import { streamOf } from "./hook";
import type { PlayParts } from "./play-parts";
import type { Probes } from "./probes";
import type { EpisodeStart } from "./recorder";
import { seedOf, streamPath } from "./seeds";

/** Those who take part in an episode from its first moment. */
export interface Beginners {
  environment: Environment;
  cast: Cast;
  probes: Probes;
  nan: NanGuard;
}

/** Resets the environment for an episode. @returns what is recorded of how it began */
export async function startEpisode(
  parts: PlayParts,
  episode: number,
  { environment, cast, probes, nan }: Beginners,
): Promise<EpisodeStart> {
  const { step, seed: session, seedList, donor } = parts;
  const pathOf = (purpose: string) => streamPath(parts, episode, purpose);
  const isReserve = parts.isReserve === true && episode === parts.episode;
  const path = pathOf(isReserve ? "reserve" : "environment");
  const seed = await seedOf(step, episode, seedList, session, path, isReserve);
  const hook = await streamOf(step.hook, session, pathOf);
  await probes.begin((purpose) => deriveStream(session, pathOf(purpose)));
  const info = environment.reset(seed.seed, hook.hook_seed ?? 0);
  nan.check(environment);
  donor?.begin(episode);
  const acting = await cast.begin(session, pathOf);
  const { pace, practice = false } = step;
  return { pace, practice, ...seed, ...acting, ...hook, info };
}
