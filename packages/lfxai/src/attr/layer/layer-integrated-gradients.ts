import { evaluate, ops, type Tensor } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { bindAttribute } from '../arguments.js';
import { LayerAttribution, type LayerOrLayers } from '../attribution.js';
import type { ForwardFunction } from '../forward.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs } from '../inputs.js';
import { IntegratedGradients } from '../integrated-gradients.js';
import { type MultiplyByInputs, multiplyByInputsOf } from '../multiply-by-inputs.js';
import type { AtLayer } from '../place.js';
import { type Problem, problemOf } from '../problem.js';
import type { QuadratureMethod } from '../quadrature.js';
import type { LayerDeltaResult } from '../result.js';
import { rowsAtOnce } from '../samples.js';
import type { Target } from '../target.js';

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
type Parameters = [
  inputs: Inputs,
  baselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  nSteps?: number,
  method?: QuadratureMethod,
  internalBatchSize?: number | null,
  returnConvergenceDelta?: boolean,
  attributeToLayerInput?: boolean,
];
export type LayerPathArguments = PythonArguments<typeof PARAMETERS, Parameters>;

/** The problem as a function of what is at a layer; the inputs go along with the rows. */
export function problemAtLayer(problem: Problem, place: AtLayer, inputs: readonly Tensor[]): Problem {
  const side = [...inputs.map((value) => ({ value, perExample: true })), ...problem.side];
  const score: Problem['score'] = (values, all) =>
    place.scoreOf(problem, values, all.slice(0, inputs.length), all.slice(inputs.length));
  return {
    ...problem,
    side,
    score,
    output: score,
    chosen: score,
    statics: [...problem.statics, 'at layer', place, inputs.length],
  };
}

/**
 * Integrated gradients from what a layer gives for the baseline to what it gives for the input. For token models, whose inputs have no
 * derivatives: at the embedding, with tokens for a baseline. Several layers, none of which depends on another, may be given as a list.
 *
 * @example
 * const embed = new keras.layers.Embedding(10, 4);
 * const net = new keras.Sequential([keras.Input([3], { dtype: 'int32' }), embed, new keras.layers.Flatten(), new keras.layers.Dense(1)]);
 * const attributions = await new LayerIntegratedGradients(net, embed).attribute(indices, { target: 0 }); // shape [2, 3, 4]
 */
export class LayerIntegratedGradients extends LayerAttribution {
  /** The method that goes along the path at the layer. */
  readonly ig: IntegratedGradients;

  /** @param multiplyByInputs whether the difference between both ends is a factor */
  constructor(forwardFunc: ForwardFunction, layer: LayerOrLayers, multiplyByInputs: MultiplyByInputs = true) {
    super(forwardFunc, layer);
    this.ig = new IntegratedGradients(forwardFunc, multiplyByInputsOf(multiplyByInputs));
  }

  override get multipliesByInputs(): boolean {
    return this.ig.multipliesByInputs;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }

  /** @throws ValueError where the function does not call the layer, or more than once, or gives integers there */
  async attribute<Value = Tensor, const Args extends LayerPathArguments = LayerPathArguments>(
    ...args: Args
  ): LayerDeltaResult<Args, '7', Value>;
  async attribute(...args: LayerPathArguments): Promise<unknown> {
    const [
      given,
      baselinesGiven,
      target,
      additional,
      nSteps,
      method,
      internalBatchSize,
      returnConvergenceDelta,
      atInput,
    ] = bindAttribute(PARAMETERS, 1, args) as Parameters;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(baselinesGiven, inputs);
    const place = this.placeAt(atInput);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const rows = rowsAtOnce(internalBatchSize, inputs);
    const [ends, starts] = [
      await this.#valuesAt(problem, place, inputs, rows),
      await this.#valuesAt(problem, place, baselines, rows),
    ];
    const attributions = await this.ig.alongPath(problemAtLayer(problem, place, inputs), ends, starts, {
      nSteps,
      method,
      internalBatchSize,
    });
    const result = this.packed(place, attributions);
    if (!returnConvergenceDelta) return result;
    return [result, await this.deltaOf(attributions, { problem, inputs, baselines }, internalBatchSize)];
  }

  async #valuesAt(problem: Problem, place: AtLayer, points: readonly Tensor[], rows: number): Promise<Tensor[]> {
    const full = points.map((x) => ops.broadcastTo(x, [problem.examples, ...x.shape.slice(1)] as number[]));
    await evaluate(full);
    const run = this.compiled(
      problem,
      ['values', place],
      () => (xs: readonly Tensor[], side: readonly Tensor[]) => place.values(problem, xs, side),
    );
    return this.inBlocks(problem, rows, (rowsOf, side) => run(rowsOf(full), side));
  }
}
