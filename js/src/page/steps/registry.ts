/** Every kind of step and the module that runs it: a kind without one does not compile. */

import type * as gameScript from "../../game/main";
import type * as judgingScript from "../../judging/main";
import type { Result } from "../runner";
import { loadScript } from "../study";
import { consent } from "./consent";
import type { StepContext, StepKind, StepModule, StepOf } from "./context";
import { end } from "./end";
import { form } from "./form";
import { fullscreen } from "./fullscreen";
import { login } from "./login";
import { media } from "./media";
import { microphone } from "./microphone";
import { page } from "./page";
import { wait } from "./wait";

type Modules = { [K in StepKind]: StepModule<K> };
/** What the scripts beside the page's own export, by their names. */
interface Scripts {
  "game.js": typeof gameScript;
  "judging.js": typeof judgingScript;
}
type Late = { [S in keyof Scripts]: keyof Scripts[S] & StepKind }[keyof Scripts];

const own: Omit<Modules, Late> = {
  page,
  login,
  consent,
  form,
  media,
  wait,
  microphone,
  fullscreen,
  end,
};

/** The file of the site that only studies with such a step have. */
const scripts: { [K in Late]: keyof Scripts } = {
  game: "game.js",
  watch: "judging.js",
  compare: "judging.js",
  rank: "judging.js",
};

type StepByKind = { [K in StepKind]: StepOf<K> };

export class StepModules {
  readonly #loaded = new Map<string, Promise<Partial<Modules>>>();

  /**
   * @param files Where the addresses of the manifest begin.
   * @param load Runs a script as a module.
   */
  constructor(
    private readonly files: URL,
    private readonly load: (address: string) => Promise<unknown>,
  ) {}

  /** Loads what these steps need, before the first of them comes; what fails is tried again then. */
  prepare(steps: readonly { kind: StepKind }[]): void {
    for (const { kind } of steps) this.#moduleOf(kind).catch(() => {});
  }

  /**
   * Runs a step by the module of its kind.
   *
   * @throws LoadError where the script of its kind does not come.
   */
  async run<K extends StepKind>(step: StepByKind[K], context: StepContext): Promise<Result> {
    const module = await this.#moduleOf<K>(step.kind as K);
    return module.run(step, context);
  }

  async #moduleOf<K extends StepKind>(kind: K): Promise<StepModule<K>> {
    const modules: Partial<Modules> = isLate(kind) ? await this.#script(scripts[kind]) : own;
    const module = modules[kind];
    if (module === undefined) throw new Error(`No script of the site runs a step "${kind}".`);
    return module;
  }

  #script(name: string): Promise<Partial<Modules>> {
    const known = this.#loaded.get(name);
    if (known !== undefined) return known;
    const loading = loadScript(new URL(name, this.files), this.load) as Promise<Partial<Modules>>;
    this.#loaded.set(name, loading);
    loading.catch(() => this.#loaded.delete(name));
    return loading;
  }
}

function isLate(kind: StepKind): kind is Late {
  return kind in scripts;
}
