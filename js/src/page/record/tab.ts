/** What a tab of a shared computer remembers of itself: the session that it is in, and no person. */

/** As long as the tab is open, over reloads; another tab has another. */
export interface Tab {
  get(): string | null;
  set(session: string | null): void;
}

/** @param name Of the study's database: two studies in one tab, one after the other, never meet. */
export function thisTab(name: string): Tab {
  return {
    get: () => sessionStorage.getItem(name),
    set: (session) => {
      if (session === null) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, session);
    },
  };
}
