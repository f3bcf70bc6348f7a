import { evaluate, ops, type Tensor } from '@org/core';
import { bindAttribute } from '../arguments.js';
import { LayerAttribution } from '../attribution.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs } from '../inputs.js';
import { pointsAt } from '../path.js';
import { expandSide, problemOf } from '../problem.js';
import { approximationParameters, type QuadratureMethod } from '../quadrature.js';
import type { LayerDeltaResult } from '../result.js';
import { rowsAtOnce, samplesAtOnce, splitSamples, sumOverSamples } from '../samples.js';
import type { Target } from '../target.js';
import type { LayerPathArguments } from './layer-integrated-gradients.js';

const PARAMETERS = [
  'inputs',
  'baselines',
  'target',
  'additionalForwardArgs',
  'nSteps',
  'method',
  'internalBatchSize',
  'returnConvergenceDelta',
  'attributeToLayerInput',
] as const;

/**
 * How much of integrated gradients flows through the units of a layer: derivatives by what it gives, times what that changes by, summed
 * along the path (Dhamdhere et al., arXiv:1805.12233). As in captum the path has `nSteps + 1` points of the rule.
 *
 * @example
 * const attributions = await new LayerConductance(model, model.layers[0]!).attribute(x, { target: 0 });
 */
export class LayerConductance extends LayerAttribution {
  override get multipliesByInputs(): boolean {
    return true;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }

  /** @throws ValueError where the function does not call the layer, or more than once */
  async attribute<Value = Tensor, const Args extends LayerPathArguments = LayerPathArguments>(
    ...args: Args
  ): LayerDeltaResult<Args, '7', Value>;
  async attribute(...args: LayerPathArguments): Promise<unknown> {
    const [given, from, target, additional, nSteps = 50, method = 'gausslegendre', batch, wantsDelta, atInput] =
      bindAttribute(PARAMETERS, 1, args) as [
        Inputs,
        Baselines?,
        Target?,
        unknown?,
        number?,
        QuadratureMethod?,
        (number | null)?,
        boolean?,
        boolean?,
      ];
    const inputs = formatInputs(given);
    const baselines = formatBaselines(from, inputs);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const rows = rowsAtOnce(batch, inputs);
    const run = this.compiled(
      problem,
      [rows, nSteps, place],
      () => (xs: readonly Tensor[], starts: readonly Tensor[], side: readonly Tensor[], alphas: Tensor) => {
        const atOnce = samplesAtOnce(nSteps, xs[0]!.shape[0]!, rows);
        const expanded = expandSide(problem.side, side, atOnce);
        return sumOverSamples(
          nSteps,
          atOnce,
          () => place.values(problem, xs, side).map(({ shape }) => shape),
          (indices, live) => {
            const [here, next] = [indices, ops.add(indices, 1)].map((at) => pointsAt(ops.take(alphas, at), xs, starts));
            const [before, after] = [here!, next!].map((points) => place.values(problem, points, expanded));
            const gradients = place.gradients(problem, here!, expanded);
            const parts = gradients.map((gradient, i) =>
              splitSamples(gradient.mul(after![i]!.sub(before![i]!)), atOnce),
            );
            return { sums: parts.map((part) => ops.tensordot(live, part, 1)) };
          },
        ).sums;
      },
    );
    const alphas = ops.convertToTensor([...approximationParameters(method, nSteps + 1).alphas], 'float32');
    await evaluate([alphas]);
    const attributions = await this.inBlocks(problem, rows, (rowsOf, side) =>
      run(rowsOf(inputs), rowsOf(baselines), side, alphas),
    );
    const result = this.packed(place, attributions);
    return wantsDelta ? [result, await this.deltaOf(attributions, { problem, inputs, baselines }, batch)] : result;
  }
}
