/** Whether the study fills the screen, and the way back. */

export function isFilled(): boolean {
  return document.fullscreenElement !== null;
}

/** Gives the screen back: nobody is to look for the way out of a study that is over. */
export function leaveFullscreen(): void {
  // A browser that refuses has left it already.
  if (isFilled()) document.exitFullscreen().catch(() => {});
}
