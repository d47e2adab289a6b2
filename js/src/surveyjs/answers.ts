/** From the data of a survey to answers, and back: pure, so that it is tested without a page. */

import type { Question, SurveyJs, SurveyJsSource } from "../generated/contract";
import type { Answer, Answers } from "../page/steps/form-answers";

/** What stands in SurveyJS's data behind the name of a question whose words beside it are kept. */
const COMMENT = "-Comment";

export type SurveyData = Readonly<Record<string, unknown>>;

/** One answer for each name; what was left out, or was not asked, is null. */
export function answersOf(
  questions: readonly Question[],
  { sources }: Pick<SurveyJs, "sources">,
  data: SurveyData,
): Answers {
  const kinds = new Map(questions.map((question) => [question.name, question]));
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => {
      const question = source.comment ? null : (kinds.get(name) ?? null);
      return [name, answerOf(question, valueAt(source, data))];
    }),
  );
}

function valueAt({ question, part, comment }: SurveyJsSource, data: SurveyData): unknown {
  if (comment) return data[question + COMMENT];
  const value = data[question];
  return part === null || part === undefined ? value : Object(value ?? {})[part];
}

/** @param question Null: words. */
function answerOf(question: Question | null, value: unknown): Answer {
  if (value === undefined || value === null || value === "") return null;
  switch (question?.kind) {
    case "choice":
      return question.multiple ? listed(value) : String(value);
    case "ranking":
      return listed(value);
    case "number":
    case "likert":
      return Number.isFinite(Number(value)) ? Number(value) : null;
    default:
      if (typeof value === "number" || typeof value === "string") return value;
      return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}

function listed(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** The data of a survey in which these answers were given: for bots, which answer what they know. */
export function dataOf({ sources }: Pick<SurveyJs, "sources">, answers: Answers): SurveyData {
  const data: Record<string, unknown> = {};
  for (const [name, { question, part = null, comment }] of Object.entries(sources)) {
    const value = answers[name] ?? null;
    if (value === null) continue;
    if (comment) data[question + COMMENT] = value;
    else if (part === null) data[question] = value;
    else data[question] = { ...Object(data[question] ?? {}), [part]: value };
  }
  return data;
}
