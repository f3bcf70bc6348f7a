/** The encoding of values in golden files: see goldens/README.md. */

/** JSON has no NaN and no infinities; they are written as strings. */
export type EncodedNumber = number | 'NaN' | 'Infinity' | '-Infinity';

export interface EncodedArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Flat, row-major; bool as 0/1; strings for dtype 'string'. */
  readonly data?: readonly (EncodedNumber | string)[];
  /** For complex dtypes, instead of `data`. */
  readonly real?: readonly EncodedNumber[];
  readonly imag?: readonly EncodedNumber[];
}

export interface DecodedArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Flat, row-major: numbers, or the real parts of complex ones. Empty for strings. */
  readonly values: Float64Array;
  readonly imaginary?: Float64Array;
  readonly strings?: readonly string[];
}

export const decodeNumber = (value: EncodedNumber): number => (typeof value === 'number' ? value : Number(value));

export const isEncodedArray = (value: unknown): value is EncodedArray =>
  typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value;

export function decodeArray(encoded: EncodedArray): DecodedArray {
  const { dtype, shape, data = [], real, imag } = encoded;
  if (dtype === 'string') return { dtype, shape, values: new Float64Array(0), strings: data as readonly string[] };
  const values = Float64Array.from((real ?? data) as readonly EncodedNumber[], decodeNumber);
  return imag ? { dtype, shape, values, imaginary: Float64Array.from(imag, decodeNumber) } : { dtype, shape, values };
}

/** What {@link decodeValue} makes of the parts that JSON has no notation for. */
export interface Decoders {
  array(array: DecodedArray): unknown;
  /** A function of the named callables; left out where a family has none. */
  callable?(name: string): unknown;
}

/**
 * Arguments of a case: arrays through `decoders.array`, named callables through `decoders.callable`, slices as the strings
 * that indexing takes ('0:4:2'), an ellipsis as '...', named tuples as arrays. Everything else as it is.
 */
export function decodeValue(value: unknown, decoders: Decoders): unknown {
  const decode = (inner: unknown): unknown => decodeValue(inner, decoders);
  if (Array.isArray(value)) return value.map(decode);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isEncodedArray(value)) return decoders.array(decodeArray(value));
  if ('slice' in value) return (value.slice as (number | null)[]).map((bound) => bound ?? '').join(':');
  if ('ellipsis' in value) return '...';
  if ('fn' in value) return decoders.callable!(value.fn as string);
  if ('namedtuple' in value && 'values' in value) return decode(value.values);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decode(inner)]));
}
