import { ops, type Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from '../arguments.js';
import { LayerAttribution } from '../attribution.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs } from '../inputs.js';
import { pointsAt, weightedSum } from '../path.js';
import { expandSide, problemOf } from '../problem.js';
import { pathPoints, type QuadratureMethod } from '../quadrature.js';
import type { LayerResult } from '../result.js';
import { rowsAtOnce, samplesAtOnce, sumOverSamples } from '../samples.js';
import type { Target } from '../target.js';

const PARAMETERS = [
  'inputs',
  'baselines',
  'target',
  'additionalForwardArgs',
  'nSteps',
  'method',
  'internalBatchSize',
  'attributeToLayerInput',
] as const;
type Parameters = [
  inputs: Inputs,
  baselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  nSteps?: number,
  method?: QuadratureMethod,
  internalBatchSize?: number | null,
  attributeToLayerInput?: boolean,
];

/**
 * The mean derivative by what a layer gives, along the path from baselines to inputs (Leino et al., arXiv:1802.03788).
 *
 * @example
 * const attributions = await new InternalInfluence(model, model.layers[0]!).attribute(x, { target: 0 });
 */
export class InternalInfluence extends LayerAttribution {
  /** @throws ValueError where the function does not call the layer, or more than once */
  async attribute<Value = Tensor>(...args: PythonArguments<typeof PARAMETERS, Parameters>): LayerResult<Value>;
  async attribute(...args: PythonArguments<typeof PARAMETERS, Parameters>): Promise<unknown> {
    const [given, from, target, additional, nSteps = 50, method = 'gausslegendre', batch, atInput] = bindAttribute(
      PARAMETERS,
      1,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(from, inputs);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const rows = rowsAtOnce(batch, inputs);
    const run = this.compiled(
      problem,
      [rows, nSteps, place],
      () =>
        (xs: readonly Tensor[], starts: readonly Tensor[], side: readonly Tensor[], at: Tensor, weights: Tensor) => {
          const atOnce = samplesAtOnce(nSteps, xs[0]!.shape[0]!, rows);
          return sumOverSamples(
            nSteps,
            atOnce,
            () => place.values(problem, xs, side).map(({ shape }) => shape),
            (indices, live) => {
              const points = pointsAt(ops.take(at, indices), xs, starts);
              const scaled = ops.multiply(ops.take(weights, indices), live);
              const gradients = place.gradients(problem, points, expandSide(problem.side, side, atOnce));
              return { sums: gradients.map((gradient) => weightedSum(scaled, gradient)) };
            },
          ).sums;
        },
    );
    const [at, weights] = await pathPoints(method, nSteps);
    const attributions = await this.inBlocks(problem, rows, (rowsOf, side) =>
      run(rowsOf(inputs), rowsOf(baselines), side, at, weights),
    );
    return this.packed(place, attributions);
  }
}
