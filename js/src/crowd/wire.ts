/** The crowd's way to the site and the store: the real network, with a clock beside it. */

import { siteFetch } from "../node-page/browser";

export interface WireReport {
  /** Uploads that the store has acknowledged: how long each took, in ms, since the last report. */
  uploads_ms: number[];
  /** Bytes of the forms that these carried, chunks only. */
  bytes: number;
  /** Uploads that were answered otherwise, or not at all. */
  failed: number;
}

export class Wire {
  readonly fetch: typeof fetch;
  #report: WireReport = { uploads_ms: [], bytes: 0, failed: 0 };

  constructor(private readonly origin: string) {
    this.fetch = siteFetch(origin, (input, options) => this.#upload(input, options));
  }

  /** What happened since it was asked last. */
  report(): WireReport {
    const report = this.#report;
    this.#report = { uploads_ms: [], bytes: 0, failed: 0 };
    return report;
  }

  async #upload(...[input, options]: Parameters<typeof fetch>): Promise<Response> {
    const form = options?.body as FormData;
    const begun = performance.now();
    try {
      // Browsers send it by themselves; the store's CORS rules look at it.
      const response = await fetch(input, { ...options, headers: { origin: this.origin } });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      this.#report.uploads_ms.push(performance.now() - begun);
      this.#report.bytes += (form.get("file") as File).size;
      return response;
    } catch (error) {
      this.#report.failed += 1;
      throw error;
    }
  }
}
