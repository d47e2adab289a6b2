/** Games: a script of its own, since a page that is read needs nothing of it. */

export { game } from "../page/steps/game";
