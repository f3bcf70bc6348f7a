/** Functions of JAX, whose parameters have names of their own. */
import { isAxes, isNumbers, type Kind } from '../python/argument-kinds.js';
import { pythonFunction } from '../python/python-call.js';

const isCount = (value: unknown): boolean => typeof value === 'number';
const isTriple = (value: unknown): boolean => Array.isArray(value) && value.length === 3 && value.every(isCount);
const isPair = (value: unknown, isEach: (each: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(isEach);

const kinds: readonly Kind[] = [
  {
    names: /^(?:dimension|(?:start|stop)Dimension)$/,
    accepts: isAxes,
    what: 'an axis',
    expected: 'an integer',
    nullable: true,
  },
  {
    names: /^(?:dimensions|broadcastDimensions|permutation)$/,
    accepts: (value) => value !== undefined && value !== null && isAxes(value),
    what: 'a list of axes',
    expected: 'an array of integers',
    listed: true,
  },
  {
    names: /^(?:startIndices|limitIndices)$/,
    accepts: (value) => typeof value !== 'number' && isNumbers(value),
    what: 'a list of positions',
    expected: 'an array of integers, one for each axis',
  },
  {
    names: /^paddingConfig$/,
    accepts: (value) => Array.isArray(value) && value.every(isTriple),
    what: 'a list of paddings',
    expected: 'an array of [before, after, between] for each axis',
  },
  {
    names: /^dimensionNumbers$/,
    accepts: (value) => isPair(value, (axes) => isPair(axes, (each) => Array.isArray(each) && each.every(isCount))),
    what: 'a choice of axes',
    expected: '[[contracted axes of both], [batch axes of both]]',
  },
  {
    names: /^(?:sizes|newSizes)$/,
    accepts: isNumbers,
    what: 'a shape',
    expected: 'an array of integers',
    listed: true,
  },
  {
    names: /^(?:sliceSizes?|startIndex|limitIndex)$/,
    accepts: isNumbers,
    what: 'a size',
    expected: 'an integer, or an array of integers',
  },
  {
    names: /^(?:operands|matrices|tup)$/,
    accepts: (value) => Array.isArray(value) || ArrayBuffer.isView(value),
    what: 'a list',
    expected: 'an array',
  },
];

/** As {@link pythonFunction}, with the kinds of JAX's parameters. */
export const jaxFunction: typeof pythonFunction = (name, names, body) => pythonFunction(name, names, body, kinds);
