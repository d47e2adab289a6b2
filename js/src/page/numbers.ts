/** Numbers as a language writes them. */

/** A format costs more to make than a score takes to be shown, and much to take leave of. */
const formats = new Map<string, Intl.NumberFormat>();

/** With at most so many digits behind the point. */
export function decimal(value: number, language: string, digits = 2): string {
  return formatOf(language, { maximumFractionDigits: digits }).format(value);
}

/** Of 1, without digits behind the point. */
export function percent(share: number, language: string): string {
  return formatOf(language, { style: "percent" }).format(share);
}

function formatOf(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, known);
  return known;
}
