/** Error functions and Bessel functions to the last digits of float64. */
import { range } from '../shape.js';
import { type Arithmetic, polynomial } from './arithmetic.js';

const PER_ROOT = 2 / Math.sqrt(Math.PI);

/** Below NEAR erf is its Maclaurin series; at FAR erfc is zero. */
const [NEAR, FAR] = [0.5, 30];
const ofErf = (): number[] => {
  let factorial = 1;
  return range(12).map((k) => {
    factorial *= -k || 1;
    return PER_ROOT / (factorial * (2 * k + 1));
  });
};
const SERIES = /* @__PURE__ */ ofErf();
/** The trapezoidal rule for erfc: how far apart its places are, their squares, and up to where it has to be corrected. */
const [STEP, CORRECTED] = [0.5, 6];
const PLACES = /* @__PURE__ */ range(13).map((n) => (n * STEP) ** 2);
const WEIGHTS = /* @__PURE__ */ PLACES.map((place) => (place === 0 ? 0.5 : Math.exp(-place)));

/** e^-x², of which the square is made in two parts: the digits that it loses alone are as many in the result. */
function gaussian<T>(a: Arithmetic<T>, x: T): T {
  const few = a.div(a.floor(a.mul(x, a.constant(16))), a.constant(16));
  const rest = a.mul(a.sub(few, x), a.add(few, x));
  return a.mul(a.exp(a.mul(few, a.sub(a.constant(0), few))), a.exp(rest));
}

/** erf and erfc of a number that is not negative. */
function errorFunctions<T>(a: Arithmetic<T>, x: T): readonly [erf: T, erfc: T] {
  const near = a.mul(x, polynomial(a, a.mul(x, x), SERIES));
  // C. Chiarella and A. Reichel, "On the evaluation of integrals related to the error function" (Math. Comp. 22, 1968).
  const [least, most] = [a.constant(NEAR), a.constant(FAR)];
  const y = a.whereLess(x, least, least, a.whereLess(most, x, most, x));
  const square = a.mul(y, y);
  const terms = PLACES.map((place, n) => a.div(a.constant(WEIGHTS[n]!), a.add(square, a.constant(place))));
  const sum = a.mul(
    a.mul(y, a.constant((2 * STEP) / Math.PI)),
    terms.reduce((total, term) => a.add(total, term)),
  );
  const pole = a.sub(a.constant(1), a.exp(a.mul(y, a.constant((2 * Math.PI) / STEP))));
  const correction = a.whereLess(y, a.constant(CORRECTED), a.div(a.constant(2), pole), a.constant(0));
  const far = a.add(a.mul(gaussian(a, y), sum), correction);
  const one = a.constant(1);
  return [a.whereLess(x, least, near, a.sub(one, far)), a.whereLess(x, least, a.sub(one, near), far)];
}

export const wideErf = <T>(a: Arithmetic<T>, x: T): T => a.mul(a.sign(x), errorFunctions(a, a.abs(x))[0]);

export function wideErfc<T>(a: Arithmetic<T>, x: T): T {
  const [erf, erfc] = errorFunctions(a, a.abs(x));
  return a.whereLess(x, a.constant(0), a.add(a.constant(1), erf), erfc);
}

/** S. Winitzki's approximation (2008), to three digits, and twice Halley's method, which triples them. */
export function wideErfInv<T>(a: Arithmetic<T>, x: T): T {
  const [one, size] = [a.constant(1), a.abs(x)];
  const rest = a.sub(one, size);
  const log = a.log(a.mul(rest, a.add(one, size)));
  const half = a.add(a.mul(log, a.constant(0.5)), a.constant(2 / (Math.PI * 0.147)));
  const under = a.sub(a.mul(half, half), a.div(log, a.constant(0.147)));
  let y = a.sqrt(a.sub(a.sqrt(under), half));
  for (let step = 0; step < 2; step++) {
    const [erf, erfc] = errorFunctions(a, y);
    const error = a.whereLess(size, a.constant(NEAR), a.sub(size, erf), a.sub(erfc, rest));
    const newton = a.div(a.mul(error, a.exp(a.mul(y, y))), a.constant(PER_ROOT));
    y = a.add(y, a.div(newton, a.sub(one, a.mul(newton, y))));
  }
  const end = a.constant(Number.POSITIVE_INFINITY);
  return a.mul(a.sign(x), a.whereLess(size, one, y, a.whereLess(one, size, a.log(rest), end)));
}

/** From here on the asymptotic series has the digits. */
const BESSEL_FAR = 20;
/** The terms of both series, each by the one before it: for the orders 0 and 1. */
const ratios = (count: number, ratio: (k: number, order: number) => number): number[][] =>
  [0, 1].map((order) => range(count).map((k) => ratio(k + 1, order)));
const POWERS = /* @__PURE__ */ ratios(40, (k, order) => 1 / (k * (k + order)));
const INVERSES = /* @__PURE__ */ ratios(30, (k, order) => ((2 * k - 1) ** 2 - 4 * order) / (8 * k));

/** The modified Bessel function of the first kind (M. Abramowitz and I. Stegun, 9.6.10 and 9.7.1); NaN at infinity, as in SciPy. */
export function wideBessel<T>(a: Arithmetic<T>, x: T, order: 0 | 1): T {
  const least = a.constant(BESSEL_FAR);
  /** 1 + r₁ (1 + r₂ (1 + ...)), each r being a number times x. */
  const nested = (x: T, ratios: readonly number[]) =>
    ratios.reduceRight((sum, ratio) => a.add(a.constant(1), a.mul(a.mul(x, a.constant(ratio)), sum)), a.constant(1));
  const size = a.abs(x);
  const half = a.mul(size, a.constant(0.5));
  const series = nested(a.mul(half, half), POWERS[order]!);
  const near = order ? a.mul(half, series) : series;
  const y = a.whereLess(size, least, least, size);
  const inverses = nested(a.div(a.constant(1), y), INVERSES[order]!);
  // In two factors, of which neither is infinite before the result is.
  const root = a.exp(a.mul(y, a.constant(0.5)));
  const far = a.mul(root, a.mul(root, a.div(inverses, a.sqrt(a.mul(y, a.constant(2 * Math.PI))))));
  const value = a.whereLess(size, least, near, far);
  return order ? a.mul(a.sign(x), value) : value;
}
