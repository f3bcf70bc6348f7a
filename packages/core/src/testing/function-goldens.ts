/**
 * Runs the recorded cases of functions (the families ops_*, activations, ...) against ours: outputs and gradients, in plain JavaScript
 * and on the backend.
 */
import {
  cotangent,
  type DecodedArray,
  decodeArray,
  decodeValue,
  type EncodedArray,
  expectClose,
  type FunctionCase,
  isDisputed,
  isEncodedArray,
  loadGolden,
  sampled,
} from '@org/testing';
import { type DType, isFloat } from '../dtype.js';
import { RuntimeError } from '../errors.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { fromPythonName } from '../python/naming.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { isKerasTensor } from '../symbolic/symbols.js';
import { fromNumbers, type HostArray, toNumbers } from '../tensor/host-array.js';
import { fromHost, isTensor, placeholder, type Tensor } from '../tensor/tensor.js';
import { backward } from '../transforms/backward.js';
import { runGraph } from './run-graph.js';

type Callable = (...args: never[]) => unknown;

export interface GoldenOptions {
  /** Our functions by name in camelCase. */
  readonly functions: Readonly<Record<string, unknown>>;
  /** The functions that cases pass as arguments. */
  readonly callables?: Readonly<Record<string, Callable>>;
  /** Why a case (by id) or all cases of a function (by name) are not compared. Entries that match nothing fail. */
  readonly exempt?: Readonly<Record<string, string>>;
  /** Why the values of a case need not be equal, but only shapes and dtypes. */
  readonly shapesOnly?: Readonly<Record<string, string>>;
  /** Why a function (by name) is not called on symbolic tensors. */
  readonly concreteOnly?: Readonly<Record<string, string>>;
}

const nameOf = ({ fn }: FunctionCase): string => fn.slice(fn.lastIndexOf('.') + 1);

const hostOf = ({ values, dtype, shape }: DecodedArray): HostArray => fromNumbers(values, dtype as DType, shape);

/** The arrays of a decoded value, from left to right. */
const leaves = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !isEncodedArray(value)
  ) {
    return Object.values(value).flatMap(leaves);
  }
  return [value];
};

/** A call of the function: its arguments as tensors made by `make`, and what it returned. */
function apply(fn: Callable, test: FunctionCase, options: GoldenOptions, make: (host: HostArray) => Tensor) {
  const inputs: Tensor[] = [];
  const hosts: HostArray[] = [];
  const array = (decoded: DecodedArray): unknown => {
    const add = (host: HostArray): Tensor => {
      const tensor = make(host);
      inputs.push(tensor);
      hosts.push(host);
      return tensor;
    };
    if (!decoded.imaginary) return add(hostOf(decoded));
    const part = (values: Float64Array) => add(fromNumbers(values, 'float32', decoded.shape));
    return [part(decoded.values), part(decoded.imaginary)];
  };
  const decoders = { array, callable: (name: string) => options.callables?.[name] };
  const args = test.args.map((arg) => decodeValue(arg, decoders));
  const kwargs = Object.entries(test.kwargs ?? {}).map(([key, value]) => [
    fromPythonName(key),
    decodeValue(value, decoders),
  ]);
  const result = fn(...([...args, ...(kwargs.length > 0 ? [Object.fromEntries(kwargs)] : [])] as never[]));
  return { args, kwargs: kwargs.map(([, value]) => value), inputs, hosts, result };
}

/** Placeholders leave the whole computation to the backend; ops that need values while they run get them. */
function call(fn: Callable, test: FunctionCase, options: GoldenOptions) {
  try {
    return apply(fn, test, options, placeholder);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    return apply(fn, test, options, fromHost);
  }
}

const tolerances: Partial<Record<DType, number>> = { float16: 2e-3, bfloat16: 1e-2 };

/** Every pair of a tensor and the array expected for it; anything else is compared at once. */
function pairUp(
  result: unknown,
  expected: unknown,
  path: string,
): { tensor: Tensor; expected: DecodedArray; path: string }[] {
  if (isEncodedArray(expected)) {
    const decoded = decodeArray(expected as EncodedArray);
    if (decoded.imaginary) {
      const { dtype: _complex, imaginary, ...real } = decoded;
      const parts = [
        { ...real, dtype: 'float32' },
        { ...real, dtype: 'float32', values: imaginary },
      ];
      return parts.map((part, i) => ({ tensor: (result as Tensor[])[i]!, expected: part, path: `${path}.${i}` }));
    }
    return [{ tensor: result as Tensor, expected: decoded, path }];
  }
  if (Array.isArray(expected)) {
    expect(Array.isArray(result) && result.length).toBe(expected.length);
    return expected.flatMap((each, i) => pairUp((result as unknown[])[i], each, `${path}[${i}]`));
  }
  if (typeof expected === 'object' && expected !== null && 'values' in expected) {
    return pairUp(Object.values(result as object), expected.values, path);
  }
  expect(result).toEqual(expected);
  return [];
}

/** The tensors that a gradient is recorded for, with it. */
function gradientsOf(args: readonly unknown[], encoded: readonly unknown[]) {
  const tensors = leaves(args);
  const gradients = leaves(encoded);
  const found: { input: Tensor; expected: DecodedArray }[] = [];
  // grad_args mirrors args, but stands null for a whole argument that is not differentiated.
  const visit = (arg: unknown, gradient: unknown): void => {
    if (isEncodedArray(gradient)) {
      if (isTensor(arg)) found.push({ input: arg, expected: decodeArray(gradient as EncodedArray) });
    } else if (Array.isArray(gradient))
      gradient.forEach((each, i) => {
        visit((arg as unknown[])[i], each);
      });
  };
  if (tensors.length > 0 && gradients.length > 0)
    args.forEach((arg, i) => {
      visit(arg, encoded[i] ?? null);
    });
  return found;
}

/** On symbolic tensors an op gives symbolic tensors of the same shapes and dtypes. */
function compareSymbolic(fn: Callable, test: FunctionCase, options: GoldenOptions, result: unknown): void {
  const symbolic = apply(fn, test, options, ({ shape, dtype }) => new KerasTensor(shape, dtype)).result;
  const specs = (value: unknown) =>
    leaves(value).map((leaf) => (isTensor(leaf) ? `${leaf.dtype}[${leaf.shape}]` : String(leaf)));
  expect(specs(symbolic)).toEqual(specs(result));
  expect(leaves(symbolic).filter(isTensor).every(isKerasTensor)).toBe(true);
}

async function runCase(fn: Callable, test: FunctionCase, options: GoldenOptions): Promise<void> {
  const { args, kwargs, inputs, hosts, result } = call(fn, test, options);
  const outputs = pairUp(result, test.out, 'out');
  for (const { tensor, expected, path } of outputs) {
    if (!isTensor(tensor)) throw new Error(`${path} is not a tensor: ${String(tensor)}`);
    expect({ path, dtype: tensor.dtype, shape: tensor.shape }).toEqual({
      path,
      dtype: expected.dtype,
      shape: expected.shape,
    });
  }
  if (outputs.length === 0) return;
  const isTraceable = inputs.length > 0 && inputs.every((input) => !input.host);
  if (isTraceable && !options.concreteOnly?.[nameOf(test)]) compareSymbolic(fn, test, options, result);
  const floating = outputs.filter(({ tensor }) => isFloat(tensor.dtype)).map(({ tensor }) => tensor);
  const wanted = gradientsOf(
    [...args, ...kwargs],
    [
      ...test.args.map((_, i) => test.grad_args?.[i]),
      ...Object.keys(test.kwargs ?? {}).map((key) => test.grad_kwargs?.[key]),
    ],
  );
  const cotangents = floating.map((x, k) => fromHost(fromNumbers(cotangent(k, x.size), x.dtype, x.shape)));
  const gradients =
    wanted.length > 0
      ? backward(
          floating,
          cotangents,
          wanted.map(({ input }) => input),
        )
      : [];
  const all = [
    ...outputs,
    ...wanted.flatMap(({ expected }, i) => {
      const tensor = gradients[i];
      // No gradient is a gradient of zeros.
      if (!tensor)
        expectClose(new Float64Array(expected.values.length), expected.values, { label: `gradient ${i}`, atol: 1e-12 });
      return tensor ? [{ tensor, expected, path: `gradient ${i}` }] : [];
    }),
  ];
  const compare = (values: readonly HostArray[], where: string): void => {
    all.forEach(({ expected, tensor, path }, i) => {
      expect(values[i]!.shape).toEqual(expected.shape);
      if (options.shapesOnly?.[test.id]) return;
      const rtol = tolerances[tensor.dtype] ?? 1e-5;
      expectClose(toNumbers(values[i]!), expected.values, { label: `${path} (${where})`, rtol });
    });
  };
  const tensors = all.map(({ tensor }) => tensor);
  const known = new Map(inputs.map((input, i) => [input, hosts[i]!]));
  compare(evaluateGraph(tensors, known), 'JavaScript');
  compare(await runGraph({ inputs, outputs: tensors }, hosts), 'backend');
}

/** Declares one test for each case of a family. */
export function testFunctionGoldens(family: string, options: GoldenOptions): void {
  const { functions, exempt = {} } = options;
  const { cases } = loadGolden(family);
  const reason = (test: FunctionCase): string | undefined => exempt[test.id] ?? exempt[nameOf(test)];
  const compared = cases.filter((test) => !isDisputed(test) && reason(test) === undefined);

  test.each(sampled(compared, 4, nameOf).map((each) => [each.id, each] as const))('%s', async (_id, each) => {
    const fn = functions[fromPythonName(nameOf(each))];
    if (typeof fn !== 'function') throw new Error(`${fromPythonName(nameOf(each))} does not exist.`);
    await runCase(fn as Callable, each, options);
  });
}

/** Entries of an exemption table that match no case of any of the families: they are to be deleted. */
export function unusedExemptions(families: readonly string[], exempt: Readonly<Record<string, string>>): string[] {
  const cases = families.flatMap((family) => loadGolden(family).cases);
  return Object.keys(exempt).filter((key) => !cases.some((test) => test.id === key || nameOf(test) === key));
}
