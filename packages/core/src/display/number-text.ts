/** Elements as NumPy prints them: texts in quotes, numbers with as few digits as tell them apart, and the decimal points below each other. */
import { type DType, isBool, isFloat } from '../dtype.js';
import { roundTo } from '../tensor/host-array.js';

export type Scalar = number | bigint | boolean | string;

/** NumPy's printing options. */
const DIGITS = 8;
const LARGE = 1e8;
const SMALL = 1e-4;
const RANGE = 1000;

/** Puts all of some values that are shown together into one form. */
export function textsOf(values: readonly Scalar[], dtype: DType, isAlone: boolean): string[] {
  if (dtype === 'string') return values.map((value) => JSON.stringify(value));
  if (isFloat(dtype)) return floatTexts(values as readonly number[], dtype);
  const texts = values.map((value) => (isBool(dtype) ? String(Boolean(value)) : String(value)));
  const width = isBool(dtype) && !isAlone ? 'false'.length : longest(texts);
  return texts.map((text) => text.padStart(width));
}

const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));

function floatTexts(values: readonly number[], dtype: DType): string[] {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.filter((value) => value !== 0).map(Math.abs);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const isScientific = sizes.length > 0 && (most >= LARGE || least < SMALL || most / least > RANGE);
  const texts = isScientific ? scientific(values, dtype) : positional(values, dtype);
  const width = longest(texts);
  return texts.map((text) => text.padStart(width));
}

function positional(values: readonly number[], dtype: DType): string[] {
  const texts = values.map((value) => (Number.isFinite(value) ? fixed(value, dtype) : special(value)));
  const decimals = texts.map((text) => (text.includes('.') ? text.length - text.indexOf('.') - 1 : null));
  const width = Math.max(0, ...decimals.filter((count) => count !== null));
  return texts.map((text, i) => (decimals[i] === null ? text : text.padEnd(text.length + width - decimals[i]!)));
}

function scientific(values: readonly number[], dtype: DType): string[] {
  const decimals = Math.max(...values.filter(Number.isFinite).map((value) => decimalsOf(value, dtype)));
  return values.map((value) => {
    if (!Number.isFinite(value)) return special(value);
    const [mantissa, exponent] = Math.abs(value)
      .toExponential(decimals)
      .split(/e([+-]\d+)/) as [string, string];
    const power = exponent.slice(1).padStart(2, '0');
    return `${signOf(value)}${mantissa}${decimals === 0 ? '.' : ''}e${exponent[0]}${power}`;
  });
}

const special = (value: number): string => (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf');

const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');

/** The fewest digits that no other number of this type rounds to, and the power of ten of the first. */
function shortest(size: number, dtype: DType): { digits: string; exponent: number } {
  let decimals = 0;
  while (decimals < 16 && roundTo(Number(size.toExponential(decimals)), dtype) !== size) decimals++;
  const [mantissa, exponent] = size.toExponential(decimals).split('e') as [string, string];
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** How many decimals the mantissa needs. */
function decimalsOf(value: number, dtype: DType): number {
  const { digits } = shortest(Math.abs(value), dtype);
  if (digits.length - 1 <= DIGITS) return digits.length - 1;
  const rounded = Math.abs(value)
    .toExponential(DIGITS)
    .replace(/\.?0*e.*/, '');
  return Math.max(0, rounded.length - 2);
}

function fixed(value: number, dtype: DType): string {
  const size = Math.abs(value);
  const { digits, exponent } = shortest(size, dtype);
  const decimals = Math.max(0, digits.length - 1 - exponent);
  if (decimals > DIGITS) return signOf(value) + size.toFixed(DIGITS).replace(/0+$/, '');
  const padded = digits.padStart(digits.length + Math.max(0, -exponent), '0').padEnd(exponent + 1, '0');
  const point = padded.length - decimals;
  return `${signOf(value)}${padded.slice(0, point)}.${padded.slice(point)}`;
}
