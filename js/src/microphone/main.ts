/** The microphone: a script of its own, since most studies don't listen. */

import { h } from "../page/dom";
import type { Listening, Tools } from "../page/microphone";
import { completed, type Result, screenedOut } from "../page/runner";
import type { StepOf } from "../page/steps/context";
import { ask, type Question } from "./ask";
import { hear } from "./hear";
import { Sound } from "./sound";
import { Takes } from "./takes";

/** What the page imports. */
export interface MicrophoneScript {
  openEar: typeof openEar;
}

/** @returns one microphone for a whole visit: it is opened at steps that listen, again and again */
export function openEar(tools: Tools) {
  const { recorder, strings } = tools;
  const takes = new Takes(recorder, tools.now);
  let sound: Sound | null = null;
  let wasOpen = false;

  return {
    async ask({ id, html, required, ...step }: StepOf<"microphone">): Promise<Result> {
      sound = await opened({ step: id, html, required });
      if (sound !== null) await hear({ id, html, required, ...step }, sound, takes, tools);
      else if (required) return screenedOut;
      return completed;
    },
    async listen(step: string): Promise<Listening | null> {
      // Said before, perhaps before a reload: nobody is asked twice.
      if (recorder.unheard) return null;
      const html = `<h1>${strings.game.title}</h1>`;
      sound = await opened({ step, html, required: false });
      return sound && listening(step, sound);
    },
    close(): void {
      sound?.close();
      sound = null;
    },
  };

  async function opened(question: Question): Promise<Sound | null> {
    const open = () => Sound.open(navigator.mediaDevices);
    // Whoever has let it in before is not asked in our words again, unless the browser minds.
    const again = sound ?? (wasOpen ? await open().catch(() => null) : null);
    const found = again ?? (await ask(question, tools, open));
    wasOpen ||= found !== null;
    await recorder.keepUnheard(found === null);
    return found;
  }

  function listening(step: string, source: Sound): Listening {
    const note = h("p", { class: "note microphone", role: "status" }, strings.microphone.on);
    const take = takes.begin(step, source, (why) => {
      note.textContent = strings.microphone.lost;
      void recorder.record({ type: "microphone", step, state: "lost", why });
      sound = null;
    });
    return {
      note,
      stop: async () => {
        await take.stop();
        note.remove();
      },
    };
  }
}
