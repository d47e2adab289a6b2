/**
 * What `gymbrowser dev` puts before the page's own script: it loads the page anew when the study was
 * built anew, and shows what is wrong where it could not be. No build puts it into a site.
 */

import { carryOver } from "./carry";
import { type News, reactionTo } from "./news";
import { Overlay } from "./overlay";

/** Relative to the page, as all addresses of a site are. */
const NEWS = "_dev/news";
const WAY = "_dev/way";

async function main(script: HTMLScriptElement): Promise<void> {
  const { site = "", page = "" } = script.dataset;
  listen(site || null, new Overlay(document.body, site !== ""));
  if (site === "") return;
  try {
    await carryOver(await databases(), site, hasSameWay);
  } finally {
    run(page);
  }
}

function listen(shown: string | null, overlay: Overlay): void {
  new EventSource(NEWS).addEventListener("message", ({ data }) => {
    const news: News = JSON.parse(data);
    const reaction = reactionTo(news, shown);
    if (reaction === "complain") overlay.show(news.problems);
    else overlay.hide();
    if (reaction === "reload") location.reload();
  });
}

/** Of this study: others may have been served at the same address. */
async function databases(): Promise<string[]> {
  const found = await indexedDB.databases();
  return found.flatMap(({ name = "" }) => (name.startsWith("gymbrowser:") ? [name] : []));
}

/** The server knows the sites that it has built itself. */
async function hasSameWay(earlier: string): Promise<boolean> {
  const response = await fetch(`${WAY}?from=${earlier}`);
  return response.ok && (await response.json());
}

function run(address: string): void {
  const script = document.createElement("script");
  script.src = address;
  document.head.append(script);
}

void main(document.currentScript as HTMLScriptElement);
