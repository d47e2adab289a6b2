/** What a chain of chunks starts from: the facts that all headers of one writer share. */

import type { GameStep, Manifest } from "../../generated/contract";
import { ACTION_SOURCES, GAME_COLUMNS, INPUT_KINDS } from "../../shared/columns";
import type { HeaderConstants, WriterKind, WriterRow } from "../../shared/database";
import { gamesOf } from "../../shared/games";

/** What the headers of both kinds of writer say, on this version of the site. */
export function headersOf(manifest: Manifest, site: string): Record<WriterKind, HeaderConstants> {
  const { experiment, mode } = manifest;
  const place = { experiment, mode, site };
  return {
    page: { ...place, layouts: {}, columns: {}, sources: [] },
    game: {
      ...place,
      layouts: layoutsOf(manifest),
      columns: { ...GAME_COLUMNS },
      sources: [...ACTION_SOURCES],
      kinds: [...INPUT_KINDS],
    },
  };
}

function layoutsOf(manifest: Manifest): HeaderConstants["layouts"] {
  return Object.fromEntries(gamesOf(manifest).map((game) => [game.id, agentLayouts(game)]));
}

function agentLayouts({ agents }: GameStep): HeaderConstants["layouts"][string] {
  const layouts = Object.entries(agents).map(([name, { layout, recorded }]) => [
    name,
    { ...layout, observation: recorded.layout },
  ]);
  return Object.fromEntries(layouts);
}

/** A writer that has written nothing yet. */
export function newWriter(session: string, writer: string, header: HeaderConstants): WriterRow {
  return { session, writer, number: 0, previous: null, sealed: 0, header };
}
