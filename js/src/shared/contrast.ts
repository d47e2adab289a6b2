/** Colours of text that can be told from what is behind them. */

/** WCAG 2.2, success criterion 1.4.3, for text of any size. */
const enough = 4.5;
/** The luminance from which on black stands out more than white. */
const middle = 0.179;

type Rgb = [red: number, green: number, blue: number];

/**
 * A terminal's colours need not go together: its black on black, its blue on red.
 *
 * @param front, back `#rrggbb` or `rgb(r g b)`
 * @returns `front`, or as little of a lighter or darker one as it takes
 */
export function readable(front: string, back: string): string {
  const [color, behind] = [parse(front), luminance(parse(back))];
  const pole = behind > middle ? 0 : 255;
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = color.map((value) => Math.round(value + share * (pole - value))) as Rgb;
    if (contrast(luminance(mixed), behind) >= enough) {
      return share === 0 ? front : `rgb(${mixed.join(" ")})`;
    }
  }
  return `rgb(${pole} ${pole} ${pole})`;
}

/** Black or white, whichever is read better on a colour. @param back as in `readable` */
export function inkOn(back: string): string {
  return luminance(parse(back)) > middle ? "#000000" : "#ffffff";
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Relative luminance in sRGB, from 0 (black) to 1 (white). */
function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function parse(color: string): Rgb {
  const numbers = color.startsWith("#")
    ? [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
    : (color.match(/\d+/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0] = numbers;
  return [red, green, blue];
}
