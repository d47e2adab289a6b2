/** Whether the page can be seen. */

export interface VisibilityListener {
  onHidden: () => void;
  onShown: () => void;
}

/** Tells of each change, until the returned function is called. */
export function watchVisibility({ onHidden, onShown }: VisibilityListener): () => void {
  const look = () => {
    if (document.visibilityState === "hidden") onHidden();
    else onShown();
  };
  document.addEventListener("visibilitychange", look);
  return () => document.removeEventListener("visibilitychange", look);
}
