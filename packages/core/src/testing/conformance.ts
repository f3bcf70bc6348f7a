/**
 * What every primitive must satisfy, checked on its samples: shapes and dtypes as inferred, one result in JavaScript and on the
 * backend, gradients as central differences say, batching rules that equal a loop, compiled functions that equal eager ones.
 */
import type { Backend } from '../backend/backend.js';
import { device, openBackend } from '../backend/devices.js';
import { type DType, dtypeNames, isFloat, isInteger } from '../dtype.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { type Graph, isGraph } from '../graph/node.js';
import { batchRule, emit, type Primitive, type Sample } from '../op.js';
import { range } from '../shape.js';
import { fromNumbers, type HostArray, toNumbers } from '../tensor/host-array.js';
import { fromHost, placeholder, type Tensor } from '../tensor/tensor.js';
import { jit } from '../tracing/compiled.js';
import { assertClose, type Tolerance, toleranceOf } from './close.js';
import { checkGradient } from './gradient-check.js';
import { graphSamples } from './graph-samples.js';
import { asType, randomArray, randomNumbers } from './random-values.js';
import { runGraph } from './run-graph.js';

/** One sample with values, in one of the types that it stands for. */
export interface Case {
  readonly name: string;
  readonly primitive: Primitive;
  readonly sample: Sample;
  readonly inputs: readonly HostArray[];
}

/** The types that a sample of this type stands for: one floating type for all, one integer type for all. */
function typesLike(dtype: DType): readonly DType[] {
  if (dtype === 'float32') return dtypeNames.filter(isFloat);
  return dtype === 'int32' ? dtypeNames.filter(isInteger) : [dtype];
}

/** Every sample of a primitive, in its own types or (`widened`) in all types that it stands for. */
export function casesOf(primitive: Primitive, widened = false): Case[] {
  return (graphSamples[primitive.name] ?? primitive.samples).flatMap((sample, i) => {
    const main = sample.inputs.find((input) => !input.exactType)?.dtype;
    const types = main && widened ? typesLike(main) : [main];
    return types.map((dtype) => {
      const next = randomNumbers(`${primitive.name} ${i}`);
      const inputs = sample.inputs.map((input) => {
        const type = input.exactType || input.dtype !== main ? input.dtype : dtype!;
        return input.values
          ? fromNumbers(type === 'uint64' ? Array.from(input.values, Math.abs) : input.values, type, input.shape)
          : randomArray(next, input.shape, type, input.range);
      });
      const attributes = sample.attributes ? ` ${describe(sample.attributes)}` : '';
      const shapes = inputs.map((input) => `${input.dtype}[${input.shape}]`);
      return { name: `${primitive.name}(${shapes.join(', ')})${attributes}`, primitive, sample, inputs };
    });
  });
}

const describe = (attributes: Sample['attributes']): string =>
  JSON.stringify(attributes, (_key, value) => (isGraph(value) || typeof value === 'function' ? '…' : value));

const apply = ({ primitive, sample }: Case, inputs: readonly Tensor[]): Tensor[] =>
  emit(primitive, inputs, sample.attributes ?? {});

/** The case's inputs as placeholders, so that nothing is folded away. */
function graphOf(test: Case): Graph {
  const inputs = test.inputs.map(placeholder);
  return { inputs, outputs: apply(test, inputs) };
}

const evaluate = (outputs: readonly Tensor[]): HostArray[] => evaluateGraph(outputs);

/** What the JavaScript evaluation gives. */
const reference = (test: Case): HostArray[] => evaluate(apply(test, test.inputs.map(fromHost)));

/** Rounding of the inputs' type and of the kernel's, whichever is coarser. */
function tolerance({ primitive, inputs }: Case, output: HostArray, { capabilities }: Backend): Tolerance {
  if (!isFloat(output.dtype)) return toleranceOf(output.dtype);
  const { kernels, boundary } = capabilities;
  const kernel = kernels(primitive, inputs[0]?.dtype ?? output.dtype);
  const types = [output.dtype, boundary(output.dtype), ...(isFloat(kernel) ? [kernel] : [])].map(toleranceOf);
  return { rtol: Math.max(...types.map(({ rtol }) => rtol)), atol: Math.max(...types.map(({ atol }) => atol)) };
}

const isFiniteArray = (host: HostArray): boolean => Array.from(toNumbers(host)).every(Number.isFinite);

function assertSame(
  what: string,
  test: Case,
  actual: readonly HostArray[],
  expected: readonly HostArray[],
  backend: Backend,
): void {
  const { keepsNan } = backend.capabilities;
  expected.forEach((wanted, i) => {
    const { dtype, shape } = actual[i]!;
    if (dtype !== wanted.dtype || String(shape) !== String(wanted.shape)) {
      throw new Error(`${what}: output ${i} is ${dtype}[${shape}], expected ${wanted.dtype}[${wanted.shape}]`);
    }
    // What becomes of NaN and infinities is open where the device does not keep them.
    if (!keepsNan && ![...test.inputs, wanted].every(isFiniteArray)) return;
    assertClose(`${what}, output ${i}`, toNumbers(actual[i]!), toNumbers(wanted), tolerance(test, wanted, backend));
  });
}

/** A device computes, with all passes, what the evaluation of the node does; both in the inferred shapes and dtypes. */
export async function checkBackend(test: Case, place: string): Promise<void> {
  const results = await runGraph(graphOf(test), test.inputs, place);
  assertSame(place, test, results, reference(test), await openBackend(place));
}

export async function checkJit(test: Case, place: string): Promise<void> {
  const compiled = jit((...inputs: Tensor[]) => apply(test, inputs));
  const outputs = device(place, () => compiled(...test.inputs.map(fromHost)));
  const results = await Promise.all(outputs.map((output) => output.read()));
  assertSame(`jit on ${place}`, test, results, reference(test), await openBackend(place));
}

export function checkGradients(test: Case, order: 1 | 2): void {
  const inputs = test.inputs.map((input) => (isFloat(input.dtype) ? asType(input, 'float64') : input));
  checkGradient((xs) => apply(test, xs), inputs, randomNumbers(test.name), order);
}

/** Which inputs are batched: every combination but that of none. */
const combinations = (n: number): Batched[] =>
  range(2 ** n - 1).map((code) => range(n).map((i) => (((code + 1) >> i) & 1) === 1));

/** For each input whether it is batched. */
export type Batched = readonly boolean[];

/**
 * The batching rule gives, for every row, what the operation gives for that row.
 *
 * @param choose which combinations of batched inputs are tried
 */
export async function checkBatch(
  test: Case,
  size: number,
  place: string,
  choose: (all: readonly Batched[]) => readonly Batched[] = (all) => all,
): Promise<void> {
  const { primitive, sample } = test;
  const next = randomNumbers(`${test.name} ${size}`);
  for (const batched of choose(combinations(test.inputs.length))) {
    const values = sample.inputs.map(({ values: given, range: bounds }, i) => {
      const { dtype, shape } = test.inputs[i]!;
      if (!batched[i]) return test.inputs[i]!;
      const row = () => (given ? test.inputs[i]! : randomArray(next, shape, dtype, bounds));
      return stack(range(size).map(row));
    });
    const expected = stackAll(
      range(size).map((row) =>
        evaluate(
          apply(
            test,
            values.map((v, i) => fromHost(batched[i] ? rowOf(v, row) : v)),
          ),
        ),
      ),
    );
    const inputs = values.map(placeholder);
    const outputs = batchRule(primitive)(inputs, batched, sample.attributes ?? {}, size);
    const what = `batch of ${size} in [${batched}]`;
    const results = await runGraph({ inputs, outputs }, values, place);
    assertSame(`${what} on ${place}`, test, results, expected, await openBackend(place));
  }
}

const stackAll = (rows: readonly HostArray[][]): HostArray[] =>
  rows[0]!.map((_, i) => stack(rows.map((row) => row[i]!)));

function stack(rows: readonly HostArray[]): HostArray {
  const { dtype, shape, data } = rows[0]!;
  const joined = new (data.constructor as Float64ArrayConstructor)(data.length * rows.length);
  rows.forEach((row, i) => {
    joined.set(row.data as Float64Array, i * data.length);
  });
  return { dtype, shape: [rows.length, ...shape], data: joined };
}

function rowOf({ dtype, shape, data }: HostArray, row: number): HostArray {
  const size = data.length / shape[0]!;
  return { dtype, shape: shape.slice(1), data: data.slice(row * size, (row + 1) * size) };
}
