/** Templates as Python's `str.format` fills them in: `'{epoch:02d}-{val_loss:.2f}.keras'`. */
import { KeyError, ValueError } from '@org/core';
import { formatExponential, formatFixed, formatFloat } from './python-format.js';

/** What a field shows. Python tells integers from floats, which JavaScript does not. */
export interface TemplateValues {
  readonly integers: Readonly<Record<string, number>>;
  readonly floats: Readonly<Record<string, number>>;
}

/** `[[fill]align][sign][#][0][width][,][.precision][type]` of Python's format specification mini-language. */
const SPECIFICATION = /^(?:(.)?([<>=^]))?([-+ ])?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

interface Specification {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | null;
  readonly type: string;
}

/**
 * Fills in a template. Doubled braces stand for single ones.
 *
 * @throws KeyError for a field that has no value
 * @throws ValueError for a field that cannot be read
 * @example
 * fillTemplate('{epoch:02d}-{loss:.2f}', { integers: { epoch: 3 }, floats: { loss: 0.126 } }); // '03-0.13'
 */
export function fillTemplate(template: string, { integers, floats }: TemplateValues): string {
  return template.replace(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (token, field: string | undefined) => {
    if (token === '{{') return '{';
    if (token === '}}') return '}';
    if (field === undefined) throw new ValueError('A brace of the template is single.', { received: template });
    const [, name, specification] = /^([^:]*):?(.*)$/s.exec(field) as unknown as [string, string, string];
    if (Object.hasOwn(integers, name)) return formatNumber(integers[name]!, specification, true);
    if (Object.hasOwn(floats, name)) return formatNumber(floats[name]!, specification, false);
    throw new KeyError(`The template "${template}" has a field that is not known.`, {
      expected: `one of ${[...Object.keys(integers), ...Object.keys(floats)].join(', ')}`,
      received: name,
    });
  });
}

/** Python's `format(value, specification)` of an int or a float. */
export function formatNumber(value: number, specification: string, isInteger: boolean): string {
  const parsed = parse(specification);
  const type = parsed.type || (isInteger ? 'd' : '');
  if (type === 'd' && !(isInteger && parsed.precision === null)) throw unknownFormat(specification);
  const digits = group(magnitude(Math.abs(value), type, parsed, specification), parsed.grouping);
  const isNegative = value < 0 || Object.is(value, -0);
  const sign = isNegative ? '-' : parsed.sign === '-' ? '' : parsed.sign;
  return pad(sign, digits, parsed);
}

function parse(specification: string): Specification {
  const match = SPECIFICATION.exec(specification);
  if (!match) throw unknownFormat(specification);
  const [, fill, align, sign = '-', zero, width = '0', grouping = '', precision, type = ''] = match;
  return {
    fill: fill ?? (zero && !align ? '0' : ' '),
    align: align ?? (zero ? '=' : '>'),
    sign,
    width: Number(width),
    grouping,
    precision: precision === undefined ? null : Number(precision),
    type,
  };
}

function magnitude(x: number, type: string, { precision }: Specification, specification: string): string {
  switch (type) {
    case 'd':
      return String(x);
    case '':
      return precision === null ? formatFloat(x) : general(x, precision, true);
    case 'f':
      return formatFixed(x, precision ?? 6);
    case 'F':
      return formatFixed(x, precision ?? 6).toUpperCase();
    case 'e':
      return formatExponential(x, precision ?? 6);
    case 'E':
      return formatExponential(x, precision ?? 6).toUpperCase();
    case 'g':
      return general(x, precision ?? 6, false);
    case 'G':
      return general(x, precision ?? 6, false).toUpperCase();
    case '%':
      return `${formatFixed(x * 100, precision ?? 6)}%`;
    default:
      throw unknownFormat(specification);
  }
}

/** Significant digits, with an exponent for small and large numbers; `'.3'` differs from `'.3g'` in that a float shows as one. */
function general(x: number, precision: number, asFloat: boolean): string {
  if (!Number.isFinite(x)) return formatFixed(x, 0);
  const significant = Math.max(precision, 1);
  const exponent = Number(formatExponential(x, significant - 1).split('e')[1]);
  const isFixed = exponent >= -4 && exponent < significant - (asFloat ? 1 : 0);
  const plain = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (isFixed) {
    const text = plain(formatFixed(x, significant - 1 - exponent));
    return asFloat && !text.includes('.') ? `${text}.0` : text;
  }
  const [mantissa, power] = formatExponential(x, significant - 1).split('e') as [string, string];
  return `${plain(mantissa)}e${power}`;
}

const group = (digits: string, separator: string): string =>
  separator ? digits.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, separator)) : digits;

function pad(sign: string, digits: string, { fill, align, width }: Specification): string {
  const missing = Math.max(0, width - sign.length - digits.length);
  const left = { '<': 0, '>': missing, '=': missing, '^': Math.floor(missing / 2) }[align]!;
  const [before, after] = [fill.repeat(left), fill.repeat(missing - left)];
  return align === '=' ? sign + before + digits : before + sign + digits + after;
}

const unknownFormat = (specification: string): ValueError =>
  new ValueError('A number cannot be formatted like this.', {
    expected: "a format such as '02d', '.3f', '.2e' or '.3g' (integers for 'd')",
    received: `'${specification}'`,
  });
