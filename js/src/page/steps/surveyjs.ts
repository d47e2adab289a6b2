/** A survey of SurveyJS: what is shown comes with its own script and style, when it is there. */

import type { SurveyJs } from "../../generated/contract";
import type { SurveyJsScript } from "../../surveyjs/main";
import { h } from "../dom";
import type { Result } from "../runner";
import { LoadError, loadScript } from "../study";
import type { StepContext, StepOf } from "./context";

/** @throws LoadError where the script or the style does not come. */
export async function takeSurveyJs(
  step: StepOf<"form">,
  surveyjs: SurveyJs,
  context: StepContext,
): Promise<Result> {
  const { files } = context;
  const [script] = await Promise.all([
    loadScript(new URL("surveyjs.js", files), (address) => import(address)),
    style(new URL("surveyjs.css", files)),
  ]);
  return (script as SurveyJsScript).takeSurvey(step, surveyjs, context);
}

let styled: Promise<void> | null = null;

function style({ href, pathname }: URL): Promise<void> {
  styled ??= new Promise((resolve, reject) => {
    const load = () => resolve();
    const link = h("link", { rel: "stylesheet", href, on: { load } });
    link.addEventListener("error", () => reject(new LoadError(pathname, null)));
    document.head.append(link);
  });
  return styled;
}
