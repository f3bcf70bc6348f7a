import { ops, type Tensor } from '@org/core';
import type { Layer } from '@org/layers';
import { type AttributeArguments, bindAttribute } from '../arguments.js';
import { NeuronAttribution } from '../attribution.js';
import type { ForwardFunction } from '../forward.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, likeInputs, requireFloats } from '../inputs.js';
import { type MultiplyByInputs, multiplyByInputsOf } from '../multiply-by-inputs.js';
import { type NeuronSelector, selectNeuron } from '../neuron-problem.js';
import { pointsAt, weightedSum } from '../path.js';
import { expandSide, gradientsOf, problemOf } from '../problem.js';
import { pathPoints, type QuadratureMethod } from '../quadrature.js';
import type { Attributions } from '../result.js';
import { asColumn, rowsAtOnce, samplesAtOnce, sumOverSamples } from '../samples.js';
import type { Target } from '../target.js';

const PARAMETERS = [
  'inputs',
  'neuronSelector',
  'baselines',
  'target',
  'additionalForwardArgs',
  'nSteps',
  'method',
  'internalBatchSize',
  'attributeToNeuronInput',
] as const;
type Parameters = [
  inputs: Inputs,
  neuronSelector: NeuronSelector,
  baselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  nSteps?: number,
  method?: QuadratureMethod,
  internalBatchSize?: number | null,
  attributeToNeuronInput?: boolean,
];
export type NeuronConductanceArguments = AttributeArguments<typeof PARAMETERS, Parameters>;

/**
 * The part of integrated gradients that flows through one number of what a layer gives (Dhamdhere et al., arXiv:1805.12233; Shrikumar
 * et al., arXiv:1807.09946).
 *
 * @example
 * const attributions = await new NeuronConductance(model, model.layers[0]!).attribute(x, 0, { target: 0 });
 */
export class NeuronConductance extends NeuronAttribution {
  readonly #multiplyByInputs: boolean;

  /** @param multiplyByInputs whether the difference between input and baseline is a factor */
  constructor(forwardFunc: ForwardFunction, layer: Layer, multiplyByInputs: MultiplyByInputs = true) {
    super(forwardFunc, layer);
    this.#multiplyByInputs = multiplyByInputsOf(multiplyByInputs);
  }

  override get multipliesByInputs(): boolean {
    return this.#multiplyByInputs;
  }

  /** @throws ValueError where the function does not call the layer, or the selector does not choose one number */
  async attribute<const Args extends NeuronConductanceArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: NeuronConductanceArguments): Promise<unknown> {
    const [given, selector, from, target, additional, nSteps = 50, method = 'riemann_trapezoid', batch, atInput] =
      bindAttribute(PARAMETERS, 2, args) as Parameters;
    const inputs = formatInputs(given);
    requireFloats(inputs);
    const baselines = formatBaselines(from, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const neuron = this.neuronProblem(problem, selector, atInput);
    const place = this.placeAt(atInput);
    const rows = rowsAtOnce(batch, inputs);
    const run = this.compiled(
      neuron,
      [rows, nSteps, this.multipliesByInputs],
      () =>
        (xs: readonly Tensor[], starts: readonly Tensor[], side: readonly Tensor[], at: Tensor, weights: Tensor) => {
          const atOnce = samplesAtOnce(nSteps, xs[0]!.shape[0]!, rows);
          const expanded = expandSide(problem.side, side, atOnce);
          const { sums } = sumOverSamples(
            nSteps,
            atOnce,
            () => xs.map(({ shape }) => shape),
            (indices, live) => {
              const points = pointsAt(ops.take(at, indices), xs, starts);
              // The score by the neuron, and the neuron by the inputs.
              const byLayer = place.gradients(problem, points, expanded);
              const byNeuron = selectNeuron(byLayer, selector);
              const scaled = ops.multiply(ops.take(weights, indices), live);
              const byInputs = gradientsOf(neuron.score, points, expanded);
              return { sums: byInputs.map((g) => weightedSum(scaled, g.mul(asColumn(byNeuron, g.rank)))) };
            },
          );
          return this.multipliesByInputs ? sums.map((sum, i) => sum.mul(xs[i]!.sub(starts[i]!))) : sums;
        },
    );
    const [at, weights] = await pathPoints(method, nSteps);
    const attributions = await this.inBlocks(problem, rows, (rowsOf, side) =>
      run(rowsOf(inputs), rowsOf(baselines), side, at, weights),
    );
    return likeInputs(given, attributions);
  }
}
