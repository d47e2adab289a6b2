/** From one step to the next. */

import type { Page } from "playwright-core";

/** Does what takes the step away that is shown, and waits until another one is there. */
export async function leave(page: Page, act: () => Promise<void>): Promise<void> {
  const shown = await page.locator("main > .step").elementHandle();
  await act();
  // An element that is no longer in the page counts as hidden.
  await shown?.waitForElementState("hidden");
}
