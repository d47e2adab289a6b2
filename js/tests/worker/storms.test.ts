import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputMode } from "../../src/generated/contract";
import { GamepadReader, type PadState } from "../../src/page/steps/inputs/gamepad";
import { BoundKeys } from "../../src/page/steps/inputs/keyboard";
import { PointerReader } from "../../src/page/steps/inputs/pointer";
import type { InputSink } from "../../src/page/steps/inputs/sink";
import type { Heard } from "../../src/worker/hands/person";
import { RealTimePerson } from "../../src/worker/hands/real-time";
import { controlsOf } from "./some-controls";

const keys = ["ArrowLeft", "KeyA", "ControlLeft"] as const;
const bindings = {
  ArrowLeft: 0,
  KeyA: 1,
  ControlLeft: 2,
  GamepadButton0: 3,
  GamepadLeftStickUp: 4,
  PointerLeft: 5,
};
const DEFAULT = 9;
const picture = { left: 0, top: 0, width: 100, height: 100 };
const none = new Uint8Array();

/** What happens to the devices and the window, and when the game takes a step. */
const event = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("key" as const), key: fc.constantFrom(...keys) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("repeat" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("focus" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("command" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("pad" as const),
      button: fc.boolean(),
      up: fc.integer({ min: -10, max: 10 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("unplug" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("pointer" as const),
      id: fc.constantFrom(1, 2),
      buttons: fc.constantFrom(0, 1, 2, 3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("pointer lost" as const), id: fc.constantFrom(1, 2) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("step" as const) }) },
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

interface Received {
  heard: Heard;
  timeStamp: number;
  receivedAt: number;
}

/** A person's devices, as a browser tells of them: what is not focused hears no key. */
class World {
  readonly received: Received[] = [];
  readonly #down = new Set<string>();
  #command = false;
  #focused = true;
  #now = 0;
  readonly #keys: BoundKeys;
  readonly #pad: GamepadReader;
  readonly #pointer: PointerReader;
  readonly #sink: InputSink;

  constructor(
    readonly person: RealTimePerson,
    private readonly delays: () => number,
  ) {
    this.#sink = {
      input: (input, timeStamp) => this.#send(input, timeStamp),
      release: (timeStamp) => this.#send("release", timeStamp),
    };
    const codes = new Set(Object.keys(bindings));
    const bound = new Map(keys.map((key) => [key, key]));
    this.#keys = new BoundKeys({ codes: bound, counts: () => true }, this.#sink);
    this.#pad = new GamepadReader({ codes, axes: new Set() }, this.#sink);
    this.#pointer = new PointerReader({ codes, places: "none" }, this.#sink);
  }

  get now(): number {
    return this.#now;
  }

  happen(what: Event): void {
    this.#now += 1;
    switch (what.kind) {
      case "key":
        this.#press(what.key);
        break;
      case "repeat":
        for (const key of this.#down) this.#tell("keydown", key, true);
        break;
      case "focus":
        if (this.#focused) this.blur();
        else this.#focused = true;
        break;
      case "command":
        this.#pressCommand();
        break;
      case "pad":
        this.#pad.look(padOf(what.button, what.up / 10), this.#now);
        break;
      case "unplug":
        this.#pad.look(null, this.#now);
        break;
      case "pointer":
        this.#pointer.move(this.#pointed(what.id, what.buttons), picture);
        break;
      case "pointer lost":
        this.#pointer.leave(this.#pointed(what.id, 0), picture);
        break;
      case "step":
        break;
    }
  }

  blur(): void {
    this.#focused = false;
    this.#keys.release();
    this.#sink.release(this.#now);
  }

  /** Whatever is down comes up, and the browser tells of it as far as it would. */
  rest(): void {
    this.#now += 1;
    for (const key of [...this.#down]) this.#press(key as (typeof keys)[number]);
    if (this.#command) this.#pressCommand();
    this.#pad.look(padOf(false, 0), this.#now);
    for (const id of [1, 2]) this.#pointer.move(this.#pointed(id, 0), picture);
  }

  #press(key: (typeof keys)[number]): void {
    const down = !this.#down.has(key);
    if (down) this.#down.add(key);
    else this.#down.delete(key);
    // While the command key is down, macOS does not tell of keys that come up.
    if (down || !this.#command) this.#tell(down ? "keydown" : "keyup", key);
  }

  #pressCommand(): void {
    this.#command = !this.#command;
    this.#tell(this.#command ? "keydown" : "keyup", "MetaLeft");
  }

  #tell(type: "keydown" | "keyup", code: string, repeat = false): void {
    if (!this.#focused) return;
    const ctrlKey = this.#down.has("ControlLeft");
    const modifiers = { ctrlKey, altKey: false, metaKey: this.#command };
    this.#keys.take({ type, code, repeat, timeStamp: this.#now, ...modifiers });
  }

  #pointed(pointerId: number, buttons: number) {
    const place = { clientX: 5, clientY: 5, timeStamp: this.#now };
    return { pointerId, pointerType: "mouse", buttons, ...place };
  }

  #send(heard: Heard, timeStamp: number): void {
    // Messages keep their order, however long they take.
    const before = this.received.at(-1)?.receivedAt ?? 0;
    const receivedAt = Math.max(before, this.#now + this.delays());
    this.received.push({ heard, timeStamp, receivedAt });
    this.person.receive(heard, timeStamp, receivedAt);
  }
}

function padOf(button: boolean, up: number): PadState {
  const buttons = [{ pressed: button, value: button ? 1 : 0 }];
  return { axes: [0, -up, 0, 0], buttons, timestamp: 0 };
}

/** The action that is due: the latest input that was received by then, said as plainly as possible. */
class Model {
  #heard = 0;
  #held: string[] = [];

  constructor(private readonly received: readonly Received[]) {}

  actionAt(due: number): number {
    let pressed: string | undefined;
    for (; this.#heard < this.received.length; this.#heard++) {
      const { heard, receivedAt } = this.received[this.#heard] as Received;
      if (receivedAt > due) break;
      if (heard === "release") this.#held = [];
      else if (heard.kind === "down" && !this.#held.includes(heard.code)) {
        this.#held.push(heard.code);
        pressed = heard.code;
      } else if (heard.kind === "up") {
        this.#held = this.#held.filter((code) => code !== heard.code);
      }
    }
    const code = pressed ?? this.#held.at(-1);
    return code === undefined ? DEFAULT : bindings[code as keyof typeof bindings];
  }
}

/** Times between an event and its receipt. */
const delays = fc.array(fc.constantFrom(0, 0, 0, 1, 3, 20), { minLength: 1, maxLength: 8 });
const storm = fc.array(event, { maxLength: 60 });

function worldOf(mode: InputMode, waits: readonly number[]): World {
  const controls = controlsOf(bindings, { default: DEFAULT, mode, queue: 1000 });
  let sent = 0;
  return new World(new RealTimePerson(controls), () => waits[sent++ % waits.length] ?? 0);
}

describe("storms over all devices", () => {
  it("act at every step by the latest input received by its due time, in mode hold", () => {
    fc.assert(
      fc.property(storm, delays, (events, waits) => {
        const world = worldOf("hold", waits);
        const model = new Model(world.received);
        for (const what of events) {
          world.happen(what);
          if (what.kind !== "step") continue;
          expect(world.person.decide(none, world.now).action).toBe(model.actionAt(world.now));
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it.each(["hold", "press"] as const)("leave no stuck key, in mode %s", (mode) => {
    fc.assert(
      fc.property(storm, delays, fc.boolean(), (events, waits, byBlur) => {
        const world = worldOf(mode, waits);
        for (const what of events) {
          world.happen(what);
          if (what.kind === "step") world.person.decide(none, world.now);
        }
        if (byBlur) world.blur();
        else world.rest();
        // The taps that no step has heeded yet, and then nothing.
        for (let i = 0; i <= events.length; i++) world.person.decide(none, Infinity);
        expect(world.person.decide(none, Infinity)).toMatchObject({
          action: DEFAULT,
          source: "default",
        });
      }),
      { numRuns: 10_000 },
    );
  });

  it("lose no press in mode press", () => {
    fc.assert(
      fc.property(storm, delays, (events, waits) => {
        const world = worldOf("press", waits);
        const acted: number[] = [];
        for (const what of events) {
          world.happen(what);
          if (what.kind !== "step") continue;
          const { source, inputT } = world.person.decide(none, world.now);
          if (source === "device") acted.push(inputT);
        }
        const downs = downsOf(world.received);
        for (let { length } = acted; length < downs.length; length++) {
          acted.push(world.person.decide(none, Infinity).inputT);
        }
        expect(acted).toEqual(downs);
        expect(world.person.unused()).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });
});

/** When each key went down that was not down already. */
function downsOf(received: readonly Received[]): number[] {
  const held = new Set<string>();
  const downs: number[] = [];
  for (const { heard, timeStamp } of received) {
    if (heard === "release") held.clear();
    else if (heard.kind === "up") held.delete(heard.code);
    else if (heard.kind === "down" && !held.has(heard.code)) {
      held.add(heard.code);
      downs.push(timeStamp);
    }
  }
  return downs;
}
