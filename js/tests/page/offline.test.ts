import { expect, it, vi } from "vitest";
import { goOffline, type OfflineHost } from "../../src/page/offline";
import { Quiet } from "../../src/page/quiet";
import type { KeepMessage } from "../../src/sw/rules";

const site = { root: new URL("https://lab.example/study/"), path: "v/0a/", hash: "0a" };

/** A service worker that does as it is told. */
function host(savesData: boolean): { host: OfflineHost; kept: KeepMessage[] } {
  const kept: KeepMessage[] = [];
  const active = {
    postMessage: (message: KeepMessage, [port]: [MessagePort]) => {
      kept.push(message);
      port.postMessage(null);
    },
  };
  const register = async () => ({ active }) as unknown as ServiceWorkerRegistration;
  return { host: { serviceWorker: { register }, savesData, loaded: () => ["page.js"] }, kept };
}

const options = {
  site,
  files: Promise.resolve(["used.bin"]),
  later: ["late.bin", "later.bin"],
  quiet: () => Promise.resolve(),
};
const first = { type: "keep", urls: ["page.js", "used.bin"], version: "v/0a/" };

it("keeps what was loaded, then one after the other what may be wanted later", async () => {
  const { host: browser, kept } = host(false);
  await goOffline(options, browser);
  const later = options.later.map((url) => ({ type: "keep", urls: [url], version: null }));
  expect(kept).toEqual([first, ...later]);
});

it("brings in the service worker once the files are here, through which they would go", async () => {
  const { host: browser, kept } = host(false);
  const register = vi.spyOn(browser.serviceWorker as object as ServiceWorkerContainer, "register");
  let finish = (_files: string[]) => {};
  const files = new Promise<string[]>((resolve) => {
    finish = resolve;
  });
  const offline = goOffline({ ...options, files }, browser);
  await Promise.resolve();
  expect(register).not.toHaveBeenCalled();
  finish(["used.bin"]);
  await offline;
  expect(register).toHaveBeenCalledOnce();
  expect(kept).toContainEqual(first);
});

it("fetches nothing more for whoever saves data", async () => {
  const { host: browser, kept } = host(true);
  await goOffline(options, browser);
  expect(kept).toEqual([first]);
});

it("waits until no game is shown and the browser has time", async () => {
  const idle: (() => void)[] = [];
  const requestIdleCallback = (callback: () => void) => idle.push(callback);
  const quiet = new Quiet({ setTimeout, requestIdleCallback });
  const ends: (() => void)[] = [];
  const game = () => new Promise<void>((resolve) => ends.push(resolve));
  const playing = [quiet.during(game()), quiet.during(game())];
  let isQuiet = false;
  const waiting = quiet.wait().then(() => {
    isQuiet = true;
  });
  ends[0]?.();
  await playing[0];
  expect(idle).toEqual([]);
  ends[1]?.();
  await vi.waitFor(() => expect(idle).toHaveLength(1));
  expect(isQuiet).toBe(false);
  idle[0]?.();
  await waiting;
});
