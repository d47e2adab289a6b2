import { expect, it, vi } from "vitest";
import type { Manifest, ReplayEpisode, ReplaySession } from "../../src/generated/contract";
import { RecordPanel } from "../../src/replay/panel-record";
import { Viewer } from "../../src/replay/viewer";
import { game, someEpisode, someTape } from "./some-tape";

/** What of an element is used, without a document. */
class Piece {
  children: (Piece | string)[];
  readonly dataset = {};
  readonly style = { setProperty: () => {} };
  readonly classList = { toggle: () => {} };
  textContent = "";
  hidden = false;
  value = "";
  constructor(...children: (Piece | string)[]) {
    this.children = children;
  }
  append(...more: (Piece | string)[]): void {
    this.children.push(...more);
  }
  replaceChildren(...others: (Piece | string)[]): void {
    this.children = others;
  }
  setAttribute(): void {}
  removeAttribute(): void {}
  addEventListener(): void {}
  transferControlToOffscreen(): object {
    return {};
  }
  get text(): string {
    return this.children.map((child) => (child instanceof Piece ? child.text : child)).join(" ");
  }
}

vi.mock("../../src/page/dom", () => ({
  h: (_: string, __: object = {}, ...children: (Piece | string)[]) => new Piece(...children.flat()),
}));
vi.stubGlobal("devicePixelRatio", 1);

it("shows the episode that was chosen last, whichever comes last", async () => {
  const asked = new Map<number, (episode: ReplayEpisode) => void>();
  const viewer = new Viewer({
    session: { id: "a".repeat(32), episodes: [], problems: [] } as unknown as ReplaySession,
    name: "S",
    manifest: { steps: [{ ...game, view: { width: 10, height: 10 } }] } as unknown as Manifest,
    first: 0,
    post: () => {},
    load: (position) => new Promise((resolve) => asked.set(position, resolve)),
    soundAt: null,
    onOpened: () => {},
    jump: () => {},
    fail: (sentence, detail) => expect.fail(`${sentence} ${detail}`),
  });
  const opened = [viewer.open(1), viewer.open(2)];
  asked.get(2)?.(someEpisode(3));
  await opened[1];
  asked.get(1)?.(someEpisode(7));
  await opened[0];
  expect(viewer.tape?.steps).toBe(3);
});

it("says of nobody that they could not act before the first step", () => {
  const panel = new RecordPanel(someTape(), game);
  panel.show(0, {});
  const { text } = panel.element as unknown as Piece;
  expect(text).toContain("By –");
  expect(text).not.toContain("could not act");
});
