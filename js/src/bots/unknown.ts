/** Something of a study that the bots can't do: said to the author, in a sentence. */

export class UnknownHere extends Error {
  override name = "UnknownHere";
}
