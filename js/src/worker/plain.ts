/** What expressions can ask for in exact JSON (`gymbrowser/bridge/exact.py`): its plain values. */

import type { ArrayField } from "../generated/contract";
import { fromBase64 } from "../shared/bytes";
import { type Facts, isFacts, type Value } from "../shared/expression";
import { elementsIn } from "./layout";

/** A number of NumPy, and every value that JSON has itself. What else there is, is null. */
export function plainFacts(exact: string): Facts {
  const facts = plain(JSON.parse(exact));
  return isFacts(facts) ? facts : {};
}

function plain(value: unknown): Facts | Value {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value as Value;
  const entries = Object.entries(value);
  const [tag, tagged] = entries[0] ?? ["", null];
  if (!tag.startsWith("$")) return Object.fromEntries(entries.map(([k, v]) => [k, plain(v)]));
  if (tag === "$int") return Number(tagged);
  if (tag === "$tuple") return (tagged as unknown[]).map(plainValue);
  return tag === "$array" ? scalar(...(tagged as [string, number[], string])) : null;
}

function plainValue(value: unknown): Value {
  const found = plain(value);
  return isFacts(found) ? null : found;
}

/** Null: it has several elements, or is no number of at most 8 bytes in this machine's order. */
function scalar(dtype: string, shape: readonly number[], base64: string): Value {
  if (shape.length > 0 || !isNumeric(dtype)) return null;
  const element = elementsIn([{ path: [], dtype, shape: [] }], 0);
  element.look(fromBase64(base64));
  const number = element.at(0);
  if (dtype === "|b1") return number === 1;
  return Number.isFinite(number) ? number : null;
}

function isNumeric(dtype: string): dtype is ArrayField["dtype"] {
  return /^(\|[bui]1|<[ui][248]|<f[48])$/.test(dtype);
}
