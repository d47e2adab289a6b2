/** How a language writes numbers, days and lists, and which form of a word goes with a number. */

/** A sentence for each form that numbers have in a language; `#` stands for the number. */
export type Forms<Category extends Intl.LDMLPluralRule> = Readonly<
  Record<Category | "other", string>
>;

export interface Grammar<Category extends Intl.LDMLPluralRule> {
  number(value: number): string;
  /** A day, given as ISO 8601 writes it. */
  day(iso: string): string;
  and(items: readonly string[]): string;
  or(items: readonly string[]): string;
  /** The sentence that goes with a number of things. */
  count(number: number, forms: Forms<Category>): string;
}

/** @param language A BCP 47 tag, which may say the digits too. */
export function grammarOf<Category extends Intl.LDMLPluralRule>(
  language: string,
): Grammar<Category> {
  const plural = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(language, {
    maximumFractionDigits: 20,
    // A year is no number of a thousand and more things.
    useGrouping: "min2",
  });
  const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  const conjunction = new Intl.ListFormat(language, { type: "conjunction" });
  const disjunction = new Intl.ListFormat(language, { type: "disjunction" });
  return {
    number: (value) => digits.format(value),
    day: (iso) => days.format(new Date(`${iso}T00:00Z`)),
    and: (items) => conjunction.format(items),
    or: (items) => disjunction.format(items),
    count: (number, forms) => {
      const known: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string } = forms;
      const form = known[plural.select(number)] ?? known.other;
      return form.replaceAll("#", digits.format(number));
    },
  };
}

/** Of a rate that is not always whole. */
export function oneDecimal(value: number, language: string): string {
  return value.toLocaleString(language, { maximumFractionDigits: 1 });
}

/** Minutes and seconds as a clock shows them. */
export function clockOf(seconds: number, language: string): string {
  const twoDigits = { minimumIntegerDigits: 2 };
  const rest = (seconds % 60).toLocaleString(language, twoDigits);
  return `${Math.floor(seconds / 60).toLocaleString(language)}:${rest}`;
}

/** At least 1: what is less than that is not nothing. */
export function kilobytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1000));
}
