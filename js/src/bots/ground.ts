/** The site that all bots of a run take part in, and the Python that their games share. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DonorActions, DonorFile, Manifest } from "../generated/contract";
import { Site } from "../node/site";
import { Hooks } from "../worker/hook";
import type { PlayParts } from "../worker/play-parts";

export interface Ground {
  manifest: Manifest;
  siteHash: string;
  /** Where the site and its store are served. */
  origin: string;
  /** Of one session: what hooks know does not outlast it. @throws where the study has no game */
  runtime: () => PlayParts["runtime"];
  readDonor: (file: DonorFile) => Promise<DonorActions>;
  /** Plays when nobody else does: what an environment keeps in its modules is for one player. */
  alone: <T>(play: () => Promise<T>) => Promise<T>;
}

/**
 * @param folder Of the site.
 * @param version The name of its folder below `v/`.
 */
export async function openGround(folder: string, version: string, origin: string): Promise<Ground> {
  const site = await Site.open(folder, version);
  const { manifest } = site;
  const hasGames = manifest.steps.some(({ kind }) => kind === "game");
  const parts = hasGames ? await startGames(site) : null;
  return {
    manifest,
    siteHash: version,
    origin,
    runtime: () => {
      if (parts === null) throw new Error("A study without a game starts no Python.");
      return { manifest, ...parts, hooks: new Hooks(parts.python) };
    },
    readDonor: async ({ file }) =>
      JSON.parse(await readFile(join(folder, "v", version, file), "utf8")),
    alone: inTurn(),
  };
}

/** Each waits for the one before, however that ends. */
function inTurn(): Ground["alone"] {
  let last: Promise<unknown> = Promise.resolve();
  return (play) => {
    const playing = last.then(play, play);
    last = playing;
    return playing;
  };
}

async function startGames(site: Site) {
  const python = await site.startPython();
  return { python, makePolicy: await site.loadPolicies() };
}
