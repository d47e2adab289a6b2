/** The site that all bots of a run take part in, and the Python that their games share. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DonorActions, DonorFile, LoginStep, Manifest } from "../generated/contract";
import { Site } from "../node/site";
import { Hooks } from "../worker/hook";
import type { PlayParts } from "../worker/play-parts";
import { Ids, type Lists } from "./ids";

export interface Ground {
  manifest: Manifest;
  siteHash: string;
  /** Where the site's root is served, with a slash at its end. */
  origin: string;
  /** Where people open it. */
  address: string;
  /** Of one session: what hooks know does not outlast it. @throws where the study has no game */
  runtime: () => PlayParts["runtime"];
  ids: Ids;
  listsOf: (step: LoginStep) => Lists;
  readDonor: (file: DonorFile) => Promise<DonorActions>;
  /** Plays when nobody else does: what an environment keeps in its modules is for one player. */
  alone: <T>(play: () => Promise<T>) => Promise<T>;
}

export interface GroundTask {
  /** The site's folder. */
  site: string;
  /** The name of a folder below its `v/`. */
  version: string;
  /** Where the site's root is served, with a slash at its end. */
  origin: string;
  /** Where people open it. */
  address: string;
  /** The ids of the lists of logins, by their steps. */
  logins: Readonly<Record<string, Lists>>;
  /** Bots who have a browser have a Python of their own in it. */
  browser: unknown;
}

export async function openGround(task: GroundTask): Promise<Ground> {
  const { site: folder, version, origin, address, logins } = task;
  const site = await Site.open(folder, version);
  const { manifest } = site;
  const hasGames = manifest.steps.some(({ kind }) => kind === "game");
  const parts = hasGames && task.browser === null ? await startGames(site) : null;
  return {
    manifest,
    siteHash: version,
    origin,
    address,
    runtime: () => {
      if (parts === null) throw new Error("A study without a game starts no Python.");
      return { manifest, ...parts, hooks: new Hooks(parts.python) };
    },
    ids: new Ids(),
    listsOf: ({ id }) => logins[id] ?? { allow: null, exclude: [] },
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
