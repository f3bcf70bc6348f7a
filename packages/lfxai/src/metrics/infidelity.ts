import { evaluate, jit, ops, PythonTypeError, type Tensor, ValueError } from '@org/core';
import { bindArguments } from '@org/core/python';
import { type AttributeArguments, requireCounts } from '../attr/arguments.js';
import { callable, type Fn, type ForwardFunction } from '../attr/forward.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, isTuple } from '../attr/inputs.js';
import { expandSide, problemOf } from '../attr/problem.js';
import { expandRows, rowsAtOnce } from '../attr/samples.js';
import type { Target } from '../attr/target.js';

/** From repeated inputs (and baselines, if there are any) to what is taken away from them, and what is left. */
export type PerturbFunc = Fn<[inputs: Tensor, baselines: Tensor], readonly [perturbations: Inputs, perturbed: Inputs]>;

const PARAMETERS = [
  'forwardFunc',
  'perturbFunc',
  'inputs',
  'attributions',
  'baselines',
  'additionalForwardArgs',
  'target',
  'nPerturbSamples',
  'maxExamplesPerBatch',
  'normalize',
] as const;
type Parameters = [
  forwardFunc: ForwardFunction,
  perturbFunc: PerturbFunc,
  inputs: Inputs,
  attributions: Inputs,
  baselines?: Baselines,
  additionalForwardArgs?: unknown,
  target?: Target,
  nPerturbSamples?: number,
  maxExamplesPerBatch?: number | null,
  normalize?: boolean,
];

/**
 * How badly attributions predict what perturbations change: the mean over samples of (⟨δ, attribution⟩ - (f(x) - f(x - δ)))² for each
 * example (Yeh et al., arXiv:1901.09392). With `normalize`, attributions are scaled to fit best.
 *
 * @param args forwardFunc f, perturbFunc: gives (δ, x - δ) for inputs of which each is repeated, inputs, attributions, baselines,
 * additionalForwardArgs, target, nPerturbSamples = 10, maxExamplesPerBatch, normalize = false
 * @returns one number for each example
 * @example
 * const noise = (inputs: Tensor) => { const d = ops.ones(inputs.shape).mul(0.1); return [d, inputs.sub(d)]; };
 * const scores = await infidelity((v: Tensor) => ops.sum(v, 1), noise, x, ops.ones([10, 4])); // zeros
 */
export async function infidelity(...args: AttributeArguments<typeof PARAMETERS, Parameters>): Promise<Tensor> {
  const bound = bindArguments('infidelity', PARAMETERS, 4, args);
  requireCounts(PARAMETERS.map((name, i) => [name, bound[i]]));
  const [fn, perturb, given, attributionsGiven, from, additional, target, nSamples = 10, most, normalize = false] =
    bound as Parameters;
  const inputs = formatInputs(given);
  const attributions = formatInputs(attributionsGiven);
  const shapesOf = (values: readonly Tensor[]) => values.map(({ shape }) => `[${shape}]`).join(', ');
  if (shapesOf(attributions) !== shapesOf(inputs))
    throw new ValueError('Attributions must have the shapes of the inputs.', {
      expected: shapesOf(inputs),
      received: shapesOf(attributions),
    });
  const problem = problemOf(fn, inputs, target, additional);
  const { examples } = problem;
  const score = jit((xs: readonly Tensor[], side: readonly Tensor[]) => problem.score(xs, side));
  const atOnce = Math.max(1, Math.floor((most ?? rowsAtOnce(null, inputs)) / examples));
  const side = problem.side.map(({ value }) => value);
  const whole = score(inputs, side);
  await problem.checkTarget();
  const like = (values: readonly Tensor[]) => (isTuple(given) ? values : values[0]);
  const columns: [expected: Tensor, changed: Tensor][] = [];
  for (let start = 0; start < nSamples; start += atOnce) {
    const count = Math.min(atOnce, nSamples - start);
    const repeat = (values: readonly Tensor[]) => values.map((x) => expandRows(x, count, 'examples'));
    const repeated = repeat(inputs);
    const baselines = from === null || from === undefined ? [] : repeatBaselines(formatBaselines(from, inputs), inputs);
    const pair = callable<readonly [Inputs, Inputs]>(perturb)(
      like(repeated),
      baselines.length > 0 ? like(repeat(baselines)) : null,
    );
    if (!Array.isArray(pair) || pair.length !== 2) throw noPair();
    const [deltas, perturbed] = pair;
    const changed = score(formatInputs(perturbed), expandSide(problem.side, side, count, 'examples'));
    const products = formatInputs(deltas).map((delta, i) =>
      ops.sum(ops.reshape(delta.mul(repeat(attributions)[i]!), [examples * count, -1]), 1),
    );
    const bySample = (values: Tensor) => ops.reshape(values, [examples, count]);
    const column: [Tensor, Tensor] = [
      bySample(products.reduce((a, b) => a.add(b))),
      ops.expandDims(whole, 1).sub(bySample(changed)),
    ];
    await evaluate(column);
    columns.push(column);
  }
  const [expected, changed] = [0, 1].map((i) =>
    ops.concatenate(
      columns.map((column) => column[i]!),
      1,
    ),
  ) as [Tensor, Tensor];
  const mean = (values: Tensor) => ops.mean(values, { axis: 1, keepdims: true });
  const square = mean(expected.mul(expected));
  const beta = normalize
    ? ops.where(ops.equal(square, 0), 1, mean(expected.mul(changed)).div(ops.where(ops.equal(square, 0), 1, square)))
    : 1;
  const found = ops.mean(ops.square(ops.multiply(beta, expected).sub(changed)), 1);
  await evaluate([found]);
  return found;
}

const noPair = (): PythonTypeError =>
  new PythonTypeError('The perturbation function must return [perturbations, perturbed inputs].', {
    hint: 'infidelityPerturbFuncDecorator makes it of one that returns perturbed inputs alone.',
  });

const repeatBaselines = (baselines: readonly Tensor[], inputs: readonly Tensor[]): Tensor[] =>
  baselines.map((baseline, i) => ops.broadcastTo(baseline, inputs[i]!.shape as number[]));
