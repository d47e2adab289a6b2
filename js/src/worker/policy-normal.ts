/** The normal distribution. */

/** Polynomials in Horner's form: the coefficient of the highest power first. */
interface Ratio {
  numerator: readonly number[];
  denominator: readonly number[];
}

const central: Ratio = {
  numerator: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  denominator: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
};

const near: Ratio = {
  numerator: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  denominator: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
};

const far: Ratio = {
  numerator: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  denominator: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
};

/**
 * The quantile of the standard normal distribution, to about 16 digits.
 *
 * Source: Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
 * Statistics 37(3), doi:10.2307/2347330 (PPND16). Python's `statistics.NormalDist.inv_cdf` is the
 * same algorithm.
 *
 * @param p in (0, 1).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return times(q, central, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q <= 0 ? p : 1 - p));
  const x = r <= 5 ? times(1, near, r - 1.6) : times(1, far, r - 5);
  return q < 0 ? -x : x;
}

function times(factor: number, { numerator, denominator }: Ratio, r: number): number {
  return (factor * horner(numerator, r)) / horner(denominator, r);
}

function horner(coefficients: readonly number[], r: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * r + coefficient;
  return value;
}
