/** Functions called with Variables in place of tensors: they take what they hold. */
import {
  type DecodedArray,
  decodeArray,
  decodeValue,
  type EncodedArray,
  expectClose,
  type FunctionCase,
  isDisputed,
  isEncodedArray,
  loadGolden,
} from '@org/testing';
import type { DType } from '../dtype.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { fromPythonName } from '../python/naming.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { fromHost, isTensor, type Tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import type { GoldenOptions } from './function-goldens.js';

const nameOf = ({ fn }: FunctionCase): string => fn.slice(fn.lastIndexOf('.') + 1);

const variableOf = ({ values, dtype, shape }: DecodedArray): Variable =>
  new Variable(fromHost(fromNumbers(values, dtype as DType, shape)));

/** Complex arrays are pairs of real ones. */
const variablesOf = (array: DecodedArray): unknown =>
  array.imaginary
    ? [array.values, array.imaginary].map((values) => variableOf({ shape: array.shape, dtype: 'float32', values }))
    : variableOf(array);

/** The tensors of a result, from left to right, and what is expected of each. */
function pairs(result: unknown, expected: unknown): [Tensor, DecodedArray][] {
  if (isEncodedArray(expected)) {
    const array = decodeArray(expected as EncodedArray);
    return isTensor(result) && !array.imaginary ? [[result, array]] : [];
  }
  if (!Array.isArray(expected) || !Array.isArray(result)) return [];
  return expected.flatMap((each, i) => pairs(result[i], each));
}

/** Declares one test for each function of a family. */
export function testVariableArguments(family: string, options: GoldenOptions): void {
  const { functions, callables = {}, exempt = {}, shapesOnly = {} } = options;
  const seen = new Set<string>();
  const cases = loadGolden(family).cases.filter((test) => {
    const isFirst = !seen.has(nameOf(test)) && !isDisputed(test);
    seen.add(nameOf(test));
    return isFirst && !exempt[nameOf(test)] && !exempt[test.id] && JSON.stringify(test.args).includes('"dtype"');
  });
  test.each(cases.map((each) => [nameOf(each), each] as const))('%s', (name, each) => {
    const decoders = { array: variablesOf, callable: (callable: string) => callables[callable] };
    const args = each.args.map((arg) => decodeValue(arg, decoders));
    const kwargs = Object.entries(each.kwargs ?? {}).map(([key, value]) => [
      fromPythonName(key),
      decodeValue(value, decoders),
    ]);
    const fn = functions[fromPythonName(name)] as (...given: unknown[]) => unknown;
    const result = fn(...args, ...(kwargs.length > 0 ? [Object.fromEntries(kwargs)] : []));
    for (const [tensor, expected] of pairs(result, each.out)) {
      expect({ dtype: tensor.dtype, shape: tensor.shape }).toEqual({ dtype: expected.dtype, shape: expected.shape });
      if (shapesOnly[each.id]) continue;
      const rtol = tensor.dtype === 'float16' || tensor.dtype === 'bfloat16' ? 1e-2 : 1e-5;
      expectClose(toNumbers(evaluateGraph([tensor])[0]!), expected.values, { label: name, rtol });
    }
  });
}
