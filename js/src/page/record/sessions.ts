/** The session of a visit: one that is gone on with, or a new one. */

import type { StoredCourse } from "../../shared/course";
import type { Connection, SessionRow } from "../../shared/database";
import type { Browser } from "./browser";
import type { RecorderOptions } from "./recorder";
import type { Safekeeping } from "./safekeeping";
import { Session } from "./session";
import { newSession, nextLoad } from "./session-row";
import { type Arrival, arrivalOf } from "./taker";
import { findUnfinished, visitorOf } from "./unfinished";
import { headersOf } from "./writer";

export class Sessions {
  #arrival: Arrival;
  /** Where the participant has said more than the address. */
  #address: string | null | undefined;

  constructor(
    private readonly options: RecorderOptions,
    private readonly browser: Browser,
    private readonly connection: Connection,
    private readonly safekeeping: Safekeeping,
  ) {
    this.#arrival = arrivalOf(options.manifest, options.search);
  }

  /** As the address of this visit has it. */
  get arrival(): Arrival {
    return this.#arrival;
  }

  /** Who it is has been typed; the next visit has the same address as this one. */
  identify(arrival: Arrival): void {
    this.#address = this.#arrival.participant;
    this.#arrival = arrival;
  }

  /** A session stays with the version of the site that it began on; one that is over is only told of. */
  async findUnfinished(): Promise<SessionRow | null> {
    const { anew = false, siteHash } = this.options;
    if (anew) return null;
    const rows = await this.connection.use((database) => database.getAll("sessions"));
    const row = findUnfinished(rows, visitorOf(this.options, this.browser));
    return row?.site === siteHash || row?.ended === "withdrawn" ? row : null;
  }

  /** The next visit of an unfinished session, or the first one of a session that no one has seen. */
  make(unfinished: SessionRow | null, stepIndex: number, course: StoredCourse | null): Session {
    return this.of(unfinished === null ? this.#new(stepIndex, course) : nextLoad(unfinished));
  }

  of(row: SessionRow): Session {
    const { manifest, siteHash } = this.options;
    return new Session(this.connection, headersOf(manifest, siteHash), row, (write) =>
      this.safekeeping.orInMemory(write),
    );
  }

  #new(stepIndex: number, course: StoredCourse | null): SessionRow {
    const { manifest, siteHash } = this.options;
    const { clock, randomBytes } = this.browser;
    const row = newSession({
      manifest,
      site: siteHash,
      arrival: this.#arrival,
      stepIndex,
      course,
      startedAt: clock(),
      randomBytes,
    });
    return this.#address === undefined ? row : { ...row, address: this.#address };
  }
}
