import { evaluate, ops, PythonTypeError, random, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindArguments, isPlainObject } from '@org/core/python';
import { type AttributeArguments, requireCounts } from '../attr/arguments.js';
import { callable, type Fn } from '../attr/forward.js';
import { formatInputs, type Inputs, isTuple } from '../attr/inputs.js';
import { expandRows, rowsAtOnce } from '../attr/samples.js';

/** From inputs, and what else goes with them, to attributions, such as `method.attribute`. */
export type ExplanationFunc = Fn<[inputs: Tensor, options: Named], Promise<Tensor | Tensor[]> | Tensor | Tensor[]>;

/** From repeated inputs, and the radius if it takes one, to changed ones. */
export type SensitivityPerturbFunc = Fn<[inputs: Tensor, perturbRadius: number], Inputs>;

/** Inputs changed by uniform noise of at most a radius. */
export const defaultPerturbFunc = (inputs: Inputs, perturbRadius = 0.02): Tensor | Tensor[] => {
  const changed = formatInputs(inputs).map((x) =>
    x.add(random.uniform(x.shape as number[], -perturbRadius, perturbRadius) as Tensor),
  );
  return isTuple(inputs) ? changed : changed[0]!;
};

const PARAMETERS = [
  'explanationFunc',
  'inputs',
  'perturbFunc',
  'perturbRadius',
  'nPerturbSamples',
  'normOrd',
  'maxExamplesPerBatch',
] as const;
type Parameters = [
  explanationFunc: ExplanationFunc,
  inputs: Inputs,
  perturbFunc?: SensitivityPerturbFunc | null,
  perturbRadius?: number,
  nPerturbSamples?: number,
  normOrd?: 'fro' | number,
  maxExamplesPerBatch?: number | null,
];
type Named = Readonly<Record<string, unknown>>;

/** The norm of each row. @throws ValueError for one that there is not */
function norms(x: Tensor, order: 'fro' | number): Tensor {
  if (order === 'fro' || order === 2) return ops.sqrt(ops.sum(ops.square(x), -1));
  if (order === 1) return ops.sum(ops.abs(x), -1);
  if (order === Number.POSITIVE_INFINITY) return ops.max(ops.abs(x), -1);
  throw new ValueError('The norm is unknown.', { expected: "'fro', 2, 1 or Infinity", received: String(order) });
}

/** What goes with each example, as often as it is repeated. */
function repeated(options: Named, examples: number, count: number): Named {
  const repeat = (value: unknown): unknown => {
    if (isTuple(value)) return value.map(repeat);
    if (Array.isArray(value) && value.length === examples)
      return value.flatMap((each) => new Array<unknown>(count).fill(each));
    const { shape } = (value ?? {}) as { shape?: readonly number[] };
    return shape && shape.length > 0 && shape[0] === examples
      ? expandRows(ops.convertToTensor(value as TensorLike), count, 'examples')
      : value;
  };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, repeat(value)]));
}

/**
 * How much attributions change where inputs change a little: for each example the largest ‖E(x̃) - E(x)‖ / ‖E(x)‖ over samples (Yeh et
 * al., arXiv:1901.09392). Further keywords, such as `target`, go to the explanation; lists and tensors of as many rows as there are
 * examples are repeated with them.
 *
 * @param args explanationFunc, inputs, perturbFunc (uniform noise), perturbRadius = 0.02, nPerturbSamples = 10, normOrd = 'fro',
 * maxExamplesPerBatch; then keywords for the explanation
 * @returns one number for each example
 * @example
 * import { Saliency } from '@org/lfxai';
 * import type { Tensor } from '@org/models';
 * const saliency = new Saliency(model);
 * const scores = await sensitivityMax((v: Tensor) => saliency.attribute(v, 0), x);
 */
export async function sensitivityMax(
  ...args:
    | AttributeArguments<typeof PARAMETERS, Parameters>
    | [explanationFunc: ExplanationFunc, inputs: Inputs, options: Named]
): Promise<Tensor> {
  const last = args.at(-1);
  const keywords = isPlainObject(last) ? last : {};
  const isOwn = (name: string) => (PARAMETERS as readonly string[]).includes(name);
  const own = Object.fromEntries(Object.entries(keywords).filter(([name]) => isOwn(name)));
  const options = Object.fromEntries(Object.entries(keywords).filter(([name]) => !isOwn(name)));
  const positions = isPlainObject(last) ? args.slice(0, -1) : args;
  const bound = bindArguments('sensitivityMax', PARAMETERS, 2, [...positions, own]);
  requireCounts(PARAMETERS.map((name, i) => [name, bound[i]]));
  const [explain, given, perturb, radius = 0.02, nSamples = 10, order = 'fro', most] = bound as Parameters;
  if (typeof explain !== 'function') {
    throw new PythonTypeError('The explanation must be a function.', {
      received: typeof explain,
      hint: 'give the method itself: saliency.attribute.',
    });
  }
  const inputs = formatInputs(given);
  const examples = inputs[0]!.shape[0]!;
  const flat = (values: Tensor | Tensor[], rows: number) =>
    ops.concatenate(
      (Array.isArray(values) ? values : [values]).map((value) => ops.reshape(value, [rows, -1])),
      1,
    );
  const explained = async (xs: Inputs, others: Named, rows: number) =>
    flat(
      await callable<Promise<Tensor | Tensor[]> | Tensor | Tensor[]>(explain)(
        xs,
        ...(Object.keys(others).length > 0 ? [others] : []),
      ),
      rows,
    );
  const whole = await explained(given, options, examples);
  const size = norms(whole, order);
  const scale = ops.expandDims(ops.where(ops.equal(size, 0), 1, size), 1);
  const atOnce = Math.max(1, Math.min(nSamples, Math.floor((most ?? rowsAtOnce(null, inputs)) / examples)));
  let largest: Tensor | null = null;
  for (let start = 0; start < nSamples; start += atOnce) {
    const count = Math.min(atOnce, nSamples - start);
    const many = inputs.map((x) => expandRows(x, count, 'examples'));
    const change = (perturb ?? defaultPerturbFunc) as (xs: Inputs, perturbRadius: number) => Inputs;
    const changed = change(isTuple(given) ? many : many[0]!, radius);
    const others = await explained(changed, repeated(options, examples, count), examples * count);
    const differences = norms(ops.reshape(others, [examples, count, -1]).sub(ops.expandDims(whole, 1)), order);
    const found: Tensor = ops.max(differences.div(scale), 1);
    largest = largest ? ops.maximum(largest, found) : found;
    await evaluate([largest]);
  }
  return largest!;
}
