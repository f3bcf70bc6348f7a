/** Arguments of a kind that a parameter does not take are an error of Keras's, never one of the JavaScript that they led astray. */
import {
  type DecodedArray,
  decodeValue,
  type FunctionCase,
  goldenFamilies,
  loadGolden,
  namedCallables,
  sampled,
  thorough,
} from '@org/testing';
import { FrameworkError } from '../errors.js';
import { fromPythonName } from '../python/naming.js';
import * as random from '../random/index.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { randomNumbers } from '../testing/random-values.js';
import { wrongEnds, wrongPairs } from '../testing/wrong-kinds.js';
import * as ops from './index.js';
import { opTable } from './support/define.js';

const next = randomNumbers('wrong-kinds');
const PAIRS = thorough(300, 10);

const callables = namedCallables<Tensor>({
  add: (a, b) => ops.add(a, b),
  multiply: (a, b) => ops.multiply(a, b),
  negative: (x) => ops.negative(x),
  sum: (x) => ops.sum(x),
  less: (a, b) => ops.less(a, b),
  constant: (value) => ops.convertToTensor(value, 'float32'),
});

const tensorOf = ({ values, dtype, shape }: DecodedArray): Tensor =>
  fromHost(fromNumbers(values, dtype as never, shape));
const decoders = {
  array: (array: DecodedArray): unknown =>
    array.imaginary
      ? [array.values, array.imaginary].map((values) => tensorOf({ shape: array.shape, dtype: 'float32', values }))
      : tensorOf(array),
  callable: (name: string) => callables[name],
};

/** The first of Keras's cases of each function. */
const cases = new Map<string, FunctionCase>();
for (const family of goldenFamilies().filter((each) => each.startsWith('ops_'))) {
  for (const each of loadGolden(family).cases) {
    const name = each.fn.slice(each.fn.lastIndexOf('.') + 1);
    if (!cases.has(name)) cases.set(name, each);
  }
}

/** Arguments that fit, for functions without a case. */
const others: Readonly<Record<string, readonly unknown[]>> = {
  empty: [[2, 3]],
  elastic_transform: [ops.ones([1, 4, 4, 3])],
};

/** The positions of arguments that fit. */
function fitting(name: string, params: readonly string[]): unknown[] {
  const given = cases.get(name);
  if (!given) return [...others[name]!];
  const args = given.args.map((arg) => decodeValue(arg, decoders));
  for (const [key, value] of Object.entries(given.kwargs ?? {}))
    args[params.indexOf(fromPythonName(key))] = decodeValue(value, decoders);
  return args;
}

const single = [...opTable().values()].filter(({ spread }) => !spread);

test.each(sampled(single, 3).map((op) => [op.name, op] as const))('%s', async (name, { params, entry }) => {
  const args = fitting(name, params);
  const call = (given: readonly unknown[]) => entry(...given, {});
  expect(await wrongEnds(call, args, params.length)).toEqual([]);
  expect(await wrongPairs(call, args, params.length, { tries: PAIRS, next })).toEqual([]);
  expect(() => entry(...args, { nothing: 1 })).toThrow(FrameworkError);
});

const key = random.PRNGKey(0);
test.each<[string, (...args: never[]) => unknown, unknown[]]>([
  ['normal', random.normal, [[2, 3], 0, 1, 'float32', 1]],
  ['normal of a key', random.normal, [key, [2, 3], 'float32']],
  ['truncatedNormal', random.truncatedNormal, [[2, 3], 0, 1, 'float32', 1]],
  ['uniform', random.uniform, [[2, 3], 0, 1, 'float32', 1]],
  ['uniform of a key', random.uniform, [key, [2, 3], 'float32', 0, 1]],
  ['randint', random.randint, [[2, 3], 0, 5, 'int32', 1]],
  ['randint of a key', random.randint, [key, [2, 3], 0, 5]],
  ['dropout', random.dropout, [ops.ones([2, 3]), 0.5, [2, 1], 1]],
  ['categorical', random.categorical, [ops.ones([2, 3]), 4, 'int32', 1]],
  ['shuffle', random.shuffle, [ops.ones([2, 3]), 0, 1]],
  ['gamma', random.gamma, [[2, 3], 0.5, 'float32', 1]],
  ['beta', random.beta, [[2, 3], 0.5, 0.5, 'float32', 1]],
  ['binomial', random.binomial, [[2, 3], 5, 0.5, 'float32', 1]],
  ['bernoulli', random.bernoulli, [key, 0.5, [2]]],
  ['choice', random.choice, [key, 5, [2]]],
  ['permutation', random.permutation, [key, 5, 0]],
  ['split', random.split, [key, 2]],
  ['foldIn', random.foldIn, [key, 2]],
  ['PRNGKey', random.PRNGKey, [1]],
  ['gamma of a key', random.gamma, [key, 0.5, [2, 3], 'float32']],
  ['beta of a key', random.beta, [key, 0.5, 0.5, [2, 3], 'float32']],
  ['binomial of a key', random.binomial, [key, 5, 0.5, [2, 3], 'float32']],
  ['categorical of a key', random.categorical, [key, ops.ones([2, 3]), -1, [2]]],
  ['truncatedNormal of a key', random.truncatedNormal, [key, -1, 1, [2], 'float32']],
  ['bits', random.bits, [key, [2], 'uint32']],
  ['exponential', random.exponential, [key, [2], 'float32']],
  ['gumbel', random.gumbel, [key, [2], 'float32']],
  ['laplace', random.laplace, [key, [2], 'float32']],
  ['logistic', random.logistic, [key, [2], 'float32']],
  ['dirichlet', random.dirichlet, [key, [1, 2], [2], 'float32']],
  ['loggamma', random.loggamma, [key, 0.5, [2], 'float32']],
  ['multinomial', random.multinomial, [key, 5, [0.5, 0.5], [3, 2], 'float32', 1]],
  ['keyData', random.keyData, [key]],
  ['wrapKeyData', random.wrapKeyData, [key, 'threefry2x32']],
])('random.%s', async (_name, call, args) => {
  expect(await wrongEnds((given) => call(...(given as never[]), {} as never), args, args.length)).toEqual([]);
});

test('Variable', async () => {
  const make = (args: readonly unknown[]) => new Variable(...(args as [never]), {});
  expect(await wrongEnds(make, [[1, 2], [2], 'float32', true, 'v'], 5)).toEqual([]);
});

test.each<[string, () => unknown, string, string]>([
  ['zeros', () => ops.zeros('int32' as never), 'TypeError', '[zeros]: the argument `shape` is not a shape.'],
  ['full', () => ops.full('int32' as never, 1), 'TypeError', '[full]: the argument `shape` is not a shape.'],
  [
    'reshape',
    () => ops.reshape([1, 2], 'int32' as never),
    'TypeError',
    '[reshape]: the argument `newshape` is not a shape.',
  ],
  ['normal', () => random.normal('int32' as never), 'TypeError', '[normal]: the argument `shape` is not a shape.'],
])('%s of a text for a shape says so', (_name, call, name, message) => {
  expect(call).toThrow(expect.objectContaining({ name, message: expect.stringContaining(message) }));
  expect(call).toThrow("an array of integers\n  Received: 'int32'");
});
