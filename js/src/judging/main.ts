/** Watching, comparing and ranking clips: a script of its own, since few studies ask for it. */

export { compare } from "../page/steps/judging/compare";
export { rank } from "../page/steps/judging/rank";
export { watch } from "../page/steps/judging/watch";
