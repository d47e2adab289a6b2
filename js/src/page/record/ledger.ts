/** What the page itself knows of its writers, in case the browser's storage forgets them. */

import type { LossCount } from "../../generated/contract";
import type { WriterRow } from "../../shared/database";
import type { Chain, WaitingChunk } from "./chains";

interface Account extends LossCount {
  chain: WriterRow;
}

/** How many records the writers of one session have made, and how many of them the store has. */
export class Ledger {
  readonly #writers = new Map<string, Account>();
  /** By the keys of the chunks that are not stored yet. */
  readonly #chunks = new Map<string, { writer: string; records: number }>();

  begin(chain: WriterRow): void {
    this.#writers.set(chain.writer, { made: 0, stored: 0, chain });
  }

  /** Takes over what earlier visits of the session have made, and what of it is still here. */
  adopt(chains: Chain[], waiting: WaitingChunk[]): void {
    for (const { row, made } of chains) {
      this.#writers.set(row.writer, { made, stored: row.sealed, chain: row });
    }
    for (const { key, writer, records } of waiting) {
      const account = this.#writers.get(writer);
      if (account === undefined) continue;
      account.stored -= records;
      this.#chunks.set(key, { writer, records });
    }
  }

  /** @param records How many this writer has made so far. */
  made(writer: string, records: number): void {
    const account = this.#writers.get(writer);
    if (account !== undefined) account.made = Math.max(account.made, records);
  }

  /** @param chain As it stands after this chunk. */
  sealed(key: string, records: number, chain: WriterRow): void {
    const account = this.#writers.get(chain.writer);
    if (account?.chain.session !== chain.session) return;
    account.chain = chain;
    this.made(chain.writer, chain.sealed);
    this.#chunks.set(key, { writer: chain.writer, records });
  }

  /** Every destination has the chunk. */
  stored(key: string): void {
    const chunk = this.#chunks.get(key);
    const account = this.#writers.get(chunk?.writer ?? "");
    if (chunk === undefined || account === undefined) return;
    this.#chunks.delete(key);
    account.stored += chunk.records;
  }

  get chains(): WriterRow[] {
    return [...this.#writers.values()].map(({ chain }) => chain);
  }

  /** Of the writers that have made anything. */
  get counts(): Record<string, LossCount> {
    const accounts = [...this.#writers].filter(([, { made }]) => made > 0);
    return Object.fromEntries(
      accounts.map(([writer, { made, stored }]) => [writer, { made, stored }]),
    );
  }
}

/** Whether there are records that the store does not have. */
export function isMissing(counts: Record<string, LossCount>): boolean {
  return Object.values(counts).some(({ made, stored }) => made > stored);
}
