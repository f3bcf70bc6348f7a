/** What arguments may be by the names of their parameters, checked where all functions pass: Keras uses each name for one thing. */
import { PythonTypeError } from '../errors.js';
import { isClass } from './require-function.js';

export interface Kind {
  readonly names: RegExp;
  readonly accepts: (value: unknown) => boolean;
  /** What an argument that is refused is not. */
  readonly what: string;
  readonly expected: string;
  /** Whether a number stands for a list of it alone, as in NumPy. */
  readonly listed?: boolean;
  /** Whether null means something although the parameter has no default. */
  readonly nullable?: boolean;
}

/** Tensors and Variables; told by what they have, since their classes stand on top of this. */
const isTensorLike = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value;

const isAbsent = (value: unknown): boolean => value === undefined || value === null;
export const isAxes = (value: unknown): boolean =>
  isAbsent(value) ||
  typeof value === 'number' ||
  (Array.isArray(value) && value.every(isAxes)) ||
  ArrayBuffer.isView(value);
const isNumber = (value: unknown): boolean => isAbsent(value) || typeof value === 'number' || isTensorLike(value);
export const isNumbers = (value: unknown): boolean =>
  isNumber(value) || (Array.isArray(value) && value.every(isNumbers)) || ArrayBuffer.isView(value);

const isListOf = (value: unknown, isEach: (each: unknown) => boolean): boolean =>
  Array.isArray(value) ? value.some(isEach) : isEach(value);
const isSymbol = (value: unknown): boolean => typeof value === 'symbol';
const isSymbolOrBigInt = (value: unknown): boolean => isSymbol(value) || typeof value === 'bigint';

const kinds: readonly Kind[] = [
  {
    names: /^(?:axis[12abc]?|axes|spatialDims)$/,
    accepts: isAxes,
    what: 'an axis',
    expected: 'an integer, or an array of integers where the op takes several',
    nullable: true,
  },
  {
    names: /^(?:newshape|shape|outputShape|noiseShape)$/,
    accepts: isNumbers,
    what: 'a shape',
    expected: 'an array of integers',
    listed: true,
  },
  {
    names: /^(?:size|outputSize|kernelSize|poolSize|strides?|dilation|dilationRate|padWidth|shift)$/,
    accepts: isNumbers,
    what: 'a size',
    expected: 'an integer, or an array of integers',
  },
  {
    names: /^(?:repeats|indicesOrSections|range|num|beta|maximumIterations)$/,
    accepts: isNumbers,
    what: 'a number',
    expected: 'a number, or an array where the op takes several',
  },
  {
    names: /^(?:N|M|m|n|k|ddof|ndim|numClasses|numSegments|minlength|decimals|rate|nan|posinf|neginf)$/,
    accepts: (value) => !isListOf(value, isSymbolOrBigInt),
    what: 'a number',
    expected: 'a number, which a BigInt is not',
    nullable: true,
  },
  {
    names:
      /^(?:f|fn|fun|func|function|trueFn|falseFn|trueFun|falseFun|condFun|bodyFun|cond|body|isLeaf|interceptor|callFn)$/,
    accepts: (value) => isAbsent(value) || (typeof value === 'function' && !isClass(value)),
    what: 'a function',
    expected: 'a function, or an object that can be called, which a class is not',
  },
  {
    names: /^nodetype$/,
    accepts: (value) => typeof value === 'function',
    what: 'a class',
    expected: 'a class',
  },
  {
    names: /^(?:condlist|choicelist|sequences|flatSequence|targetClassIds|boundaries)$/,
    accepts: (value) => Array.isArray(value) || ArrayBuffer.isView(value),
    what: 'a list',
    expected: 'an array',
  },
  {
    names: /^axesLengths$/,
    accepts: (value) => value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value)),
    what: 'a dict',
    expected: 'a plain object of integers',
  },
  {
    names: /^name$/,
    accepts: (value) => isAbsent(value) || typeof value === 'string',
    what: 'a text',
    expected: 'a string',
    nullable: true,
  },
  {
    names: /^(?:pattern|subscripts)$/,
    accepts: (value) => typeof value === 'string',
    what: 'a text',
    expected: 'a string',
  },
];

/** What has no name of a kind, and may be a tensor. */
const VALUE: Kind = {
  names: /^/,
  accepts: (value) => !isListOf(value, isSymbol),
  what: 'a value',
  expected: 'numbers, texts or tensors, which a Symbol is not',
  nullable: true,
};
/** And what may not. */
const SETTING: Kind = {
  names: /^/,
  accepts: (value) => !isListOf(value, isSymbolOrBigInt),
  what: 'a setting',
  expected: 'a number, a text, a boolean or an array of those, which Symbols and BigInts are not',
  nullable: true,
};

/** Which of the parameters are lists of integers. */
export const listsIn = (kinds: ArgumentKinds): number[] => kinds.flatMap(({ listed }, i) => (listed ? [i] : []));

/** The kind of each parameter. */
export type ArgumentKinds = readonly Kind[];

/**
 * @param tensors which of the parameters take tensors, where that is known; a list may be given as one then
 * @param others kinds that only some functions have
 */
export const kindsOf = (
  params: readonly string[],
  tensors?: readonly string[],
  others: readonly Kind[] = [],
): ArgumentKinds =>
  params.map((param) => {
    const isOf = ({ names }: Kind) => names.test(param);
    const kind = others.find(isOf) ?? kinds.find(isOf);
    if (!kind) return !tensors || tensors.includes(param) ? VALUE : SETTING;
    return kind.listed && !tensors
      ? { ...kind, accepts: (value) => !isTensorLike(value) && kind.accepts(value) }
      : kind;
  });

const written = (value: unknown): string => {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function' && isClass(value)) return `class ${value.name}`;
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? `[${value.map(written).join(', ')}]` : (value.constructor?.name ?? 'an object');
};

/**
 * Checks arguments, and puts into lists what has to be one.
 *
 * @param required how many of the parameters have no default, and take no null
 * @throws TypeError for an argument of another kind than the name of its parameter says
 */
export function requireKinds(
  op: string,
  params: readonly string[],
  kinds: ArgumentKinds,
  required: number,
  bound: unknown[],
): void {
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i]!;
    const value = bound[i];
    if (kind.accepts(value) && (value !== null || i >= required || kind.nullable)) {
      if (kind.listed && typeof value === 'number') bound[i] = [value];
      continue;
    }
    throw new PythonTypeError(`[${op}]: the argument \`${params[i]}\` is not ${kind.what}.`, {
      expected: kind.expected,
      received: written(value),
      ...(i === 1 && typeof value === 'object' && { hint: 'several tensors are given as one array: [a, b].' }),
    });
  }
}

/** The same for one argument of a function that binds none. */
export const requireKind = (callee: string, param: string, value: unknown): void =>
  requireKinds(callee, [param], kindsOf([param]), 1, [value ?? null]);
