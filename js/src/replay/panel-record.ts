/** The record of one step, beside its picture. */

import type { GameStep, ReplayAgent } from "../generated/contract";
import { h } from "../page/dom";
import { toHex } from "../shared/bytes";
import type { Tape, Track } from "./tape";
import { actionIn, linesOf, numberText } from "./values";

/** Of a SHA-256; the whole is in the element's title. */
const digestShown = 16;

const sources: Record<ReplayAgent["sources"][number], string> = {
  device: "the person's device",
  default: "no input",
  policy: "policy",
  absent: "could not act",
  repeated: "policy, not asked again",
  buffer: "an earlier input",
  hook: "the study's hook",
  donor: "donor",
};

/** A row of the table: its name, and what it says of an agent at a picture. */
interface Row {
  name: string;
  tell: (track: Track, picture: number) => string | HTMLElement;
}

export class RecordPanel {
  readonly element = h("div", { class: "record" });
  readonly #rows: Row[];
  readonly #cells: HTMLElement[][];
  #digests: Readonly<Record<string, string>> = {};

  constructor(
    private readonly tape: Tape,
    private readonly game: GameStep,
  ) {
    this.#rows = this.#describe();
    this.#cells = this.#rows.map(() => tape.tracks.map(() => h("td")));
    const heads = tape.tracks.map(({ name, recorded }) =>
      h("th", { scope: "col" }, name, h("small", {}, actorName(recorded.actor))),
    );
    this.element.append(
      h(
        "table",
        {},
        h("caption", {}, "The record of this step"),
        h("thead", {}, h("tr", {}, h("td"), ...heads)),
        h(
          "tbody",
          {},
          ...this.#rows.map(({ name }, index) =>
            h("tr", {}, h("th", { scope: "row" }, name), ...(this.#cells[index] ?? [])),
          ),
        ),
      ),
    );
  }

  /** @param digests agent to the SHA-256 of what it observes in the rerun */
  show(picture: number, digests: Readonly<Record<string, string>>): void {
    this.#digests = digests;
    this.#rows.forEach(({ tell }, row) => {
      this.tape.tracks.forEach((track, column) => {
        this.#cells[row]?.[column]?.replaceChildren(tell(track, picture));
      });
    });
  }

  #describe(): Row[] {
    const { agents, controls } = this.game;
    const hasOutputs = this.tape.tracks.some((track) => track.output(0) !== null);
    const outputs: Row = {
      name: "Policy output",
      tell: (track, picture) => {
        const output = picture > 0 ? track.output(picture - 1) : null;
        const layout = agents[track.name]?.layout.output ?? [];
        return output === null ? "–" : linesOf(output, layout).join("; ");
      },
    };
    return [
      {
        name: "Action",
        tell: ({ name, recorded }, picture) => {
          const agent = agents[name];
          if (picture === 0 || agent === undefined) return "–";
          return actionIn(recorded, picture - 1, agent, controls[name]);
        },
      },
      {
        name: "By",
        tell: ({ recorded }, picture) =>
          picture === 0 ? "–" : sources[recorded.sources[picture - 1] ?? "absent"],
      },
      {
        name: "Reward",
        tell: ({ rewards }, picture) =>
          picture === 0 ? "–" : numberText(rewards[picture - 1] ?? 0),
      },
      { name: "Return so far", tell: (track, picture) => numberText(track.return(picture)) },
      { name: "Ends", tell: endOf },
      ...(hasOutputs ? [outputs] : []),
      { name: "Observation", tell: observationOf },
      { name: "SHA-256, run again", tell: (track) => this.#digest(track) },
    ];
  }

  /** Of what the rerun observes: whether it is the recorded one, the verdict says. */
  #digest({ name }: Track): HTMLElement {
    const digest = this.#digests[name] ?? "";
    return h("code", { title: digest, "data-digest": name }, `${digest.slice(0, digestShown)}…`);
  }
}

function actorName(actor: string): string {
  return actor === "human" ? "a person" : actor;
}

function endOf(track: Track, picture: number): string {
  const { terminated, truncated } = track.ends(picture);
  const words = [...(terminated ? ["terminated"] : []), ...(truncated ? ["truncated"] : [])];
  return words.join(", ") || "no";
}

function observationOf(track: Track, picture: number): string | HTMLElement {
  const row = track.observation(picture);
  if (row !== null) return linesOf(row, track.recorded.recorded.layout).join("; ");
  const digest = track.digest(picture);
  if (digest === null) return "not recorded";
  return h("code", { title: toHex(digest) }, "recorded by its SHA-256");
}
