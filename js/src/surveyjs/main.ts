/** Surveys of SurveyJS: a script of its own, five times as large as the page's. */

import { Model, type Question, SvgRegistry, settings } from "survey-core";
import { renderSurvey } from "survey-js-ui";
import "survey-core/i18n/arabic";
import "survey-core/i18n/french";
import "survey-core/i18n/german";
import "survey-core/i18n/japanese";
import "survey-core/i18n/simplified-chinese";
import "survey-core/i18n/spanish";
import type { SurveyJs } from "../generated/contract";
import { h } from "../page/dom";
import { completed, type Result } from "../page/runner";
import type { StepContext, StepOf } from "../page/steps/context";
import { note } from "../page/steps/form-sent";
import { FieldTimes } from "../page/steps/form-times";
import { answersOf, type SurveyData } from "./answers";

/** What the page imports. */
export interface SurveyJsScript {
  takeSurvey: typeof takeSurvey;
}

/** Where it is shown. Bots ask for what is shown there. */
export interface Place extends HTMLElement {
  survey?: Pick<Model, "data" | "doComplete">;
}

/** So far, for a reload in the middle. */
interface Kept {
  data: SurveyData;
  page: number;
}

// The page has the first heading; nothing moves.
Object.assign(settings.titleTags, { survey: "h1", page: "h2", panel: "h3", question: "div" });
settings.animationEnabled = false;
// Icons come as HTML, in which the page allows no styles; one has some: the ring around a timer.
for (const [id, symbol] of Object.entries(SvgRegistry.icons)) {
  SvgRegistry.registerIconFromSymbol(id, symbol.replaceAll(/ style="[^"]*"/g, ""));
}

/** Shows it, and records what is sent. */
export async function takeSurvey(
  step: StepOf<"form">,
  surveyjs: SurveyJs,
  context: StepContext,
): Promise<Result> {
  const { now, screen, manifest, judging } = context;
  const survey = modelOf(surveyjs, context);
  const answers = () => answersOf(step.questions, surveyjs, survey.data as SurveyData);
  restore(survey, judging.answers());
  const shown = now();
  const times = new FieldTimes(Object.keys(surveyjs.sources), shown);
  const place: Place = h("div", { class: "surveyjs", lang: manifest.language });
  place.survey = survey;
  watch(survey, place, surveyjs, times, answers, now);
  const labels = new MutationObserver(() => labelBoxes(survey, place));
  labels.observe(place, { childList: true, subtree: true });
  const keep = () => {
    const kept: Kept = { data: survey.data, page: survey.currentPageNo };
    void judging.keep([JSON.stringify(kept)]);
  };
  const sent = new Promise<void>((resolve) => survey.onComplete.add(() => resolve()));
  survey.onValueChanged.add(keep);
  survey.onCurrentPageChanged.add(keep);
  // It measures what it shows.
  screen.show(h("section", {}, h("div", { html: step.html }), place));
  renderSurvey(survey, place);
  await sent;
  labels.disconnect();
  place.inert = true;
  const duration_ms = now() - shown;
  const given = { answers: answers(), times: times.take(now()), checks: null, scores: null };
  await note({ ...given, duration_ms }, null, step, context);
  await judging.keep([]);
  survey.dispose();
  return completed;
}

function modelOf({ survey: json }: SurveyJs, { files, manifest }: StepContext): Model {
  const survey = new Model(placed(JSON.parse(json), files));
  survey.locale = localeOf(manifest.language);
  survey.storeOthersAsComment = true;
  // A message that went when its field is left would move the page under a click on something else.
  survey.textUpdateMode = "onTyping";
  // Title and description stand above it already; the next step comes in the place of a thank-you.
  survey.showTitle = false;
  survey.fitToContainer = false;
  survey.showCompletePage = false;
  return survey;
}

/** As SurveyJS names it; it falls back to English words of its own, and to the survey's usual texts. */
function localeOf(language: string): string {
  const [primary = "en"] = language.toLowerCase().split("-");
  return primary === "zh" ? "zh-cn" : primary;
}

/** Pictures are named relative to the manifest, but shown in a document at the site's root. */
export function placed(node: unknown, files: URL): unknown {
  if (Array.isArray(node)) return node.map((each) => placed(each, files));
  if (node !== null && typeof node === "object") {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, placed(value, files)]),
    );
  }
  if (typeof node !== "string") return node;
  if (/^media\/[0-9a-f]{16}\.\w+$/.test(node)) return new URL(node, files).href;
  return node.replaceAll('src="media/', `src="${new URL("media/", files).href}`);
}

function restore(survey: Model, [kept]: readonly string[]): void {
  if (kept === undefined) return;
  const { data, page } = JSON.parse(kept) as Kept;
  survey.data = data;
  survey.currentPageNo = page;
}

/** When answers change, and at which question the focus is: of a matrix its first row has all of it. */
function watch(
  survey: Model,
  place: HTMLElement,
  { sources }: SurveyJs,
  times: FieldTimes,
  answers: () => Record<string, unknown>,
  now: () => number,
): void {
  let before = answers();
  survey.onValueChanged.add(() => changed());
  const changed = () => {
    const after = answers();
    for (const name of Object.keys(after)) {
      if (JSON.stringify(after[name]) !== JSON.stringify(before[name])) times.changed(name, now());
    }
    before = after;
  };
  place.addEventListener("focusin", ({ target }) => {
    const held = questionAround(target as Element, survey)?.getValueName();
    const name = Object.keys(sources).find((each) => sources[each]?.question === held);
    if (name !== undefined) times.entered(name, now());
  });
  place.addEventListener("focusout", () => times.left(now()));
}

/** SurveyJS 2.5 gives the box for other words no name. */
function labelBoxes(survey: Model, place: HTMLElement): void {
  for (const box of place.querySelectorAll("textarea:not([aria-label], [aria-labelledby])")) {
    const question = questionAround(box, survey);
    const label = question?.isOtherSelected ? question.otherText : question?.commentText;
    box.setAttribute("aria-label", label || question?.title || "");
  }
}

function questionAround(element: Element, survey: Model): Question | null {
  const name = element.closest("[data-name]")?.getAttribute("data-name");
  return survey.getQuestionByName(name ?? "");
}
