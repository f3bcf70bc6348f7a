/** Numbers as Python's format strings show them: ties go to the even digit, exponents have two digits. */

/** More digits than a tie can have: a double that ends in a 5 at some place has few digits after it, or lies off the tie. */
const EXACT = 80;

const special = (x: number): string => (Number.isNaN(x) ? 'nan' : x < 0 ? '-inf' : 'inf');

/** Python's `f'{x:.{digits}f}'`. */
export function formatFixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return special(x);
  // From 1e21 on, toFixed gives an exponent.
  if (Math.abs(x) >= 1e21) return BigInt(x).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  return sign + halfToEven(Math.abs(x).toFixed(digits), Math.abs(x).toFixed(EXACT), digits);
}

/** Python's `f'{x:.{digits}e}'`. */
export function formatExponential(x: number, digits: number): string {
  if (!Number.isFinite(x)) return special(x);
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  const [rounded, exponent] = Math.abs(x).toExponential(digits).split('e') as [string, string];
  const [exact, exactExponent] = Math.abs(x).toExponential(EXACT).split('e') as [string, string];
  const mantissa = exponent === exactExponent ? halfToEven(rounded, exact, digits) : rounded;
  return `${sign}${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** JavaScript rounds ties up; where `exact` is one, and that made the last digit odd, the digit below is right. */
function halfToEven(rounded: string, exact: string, digits: number): string {
  const kept = exact.indexOf('.') + 1 + digits;
  const isTie = /^50*$/.test(exact.slice(kept));
  if (!isTie || Number(rounded.at(-1)) % 2 === 0) return rounded;
  const down = exact.slice(0, kept);
  return down.endsWith('.') ? down.slice(0, -1) : down;
}

/** Python's `repr` of a float: the shortest digits that give it back; a whole number ends in `.0`. */
export function formatFloat(x: number): string {
  if (!Number.isFinite(x)) return special(x);
  if (x === 0) return Object.is(x, -0) ? '-0.0' : '0.0';
  const [mantissa, exponent] = x.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  const text = power < 0 ? x.toFixed(mantissa.replace(/[-.]/g, '').length - 1 - power) : String(x);
  return text.includes('.') ? text : `${text}.0`;
}
