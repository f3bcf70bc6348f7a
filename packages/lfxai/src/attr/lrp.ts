import { evaluate, PythonTypeError, type Tensor, withGradientRules } from '@org/core';
import type { PythonArguments } from '@org/core/python';
import { interceptCalls, Layer } from '@org/layers';
import { bindAttribute } from './arguments.js';
import { GradientAttribution, LayerAttribution, type LayerOrLayers, sumRows } from './attribution.js';
import type { ForwardFunction } from './forward.js';
import { formatInputs, type Inputs, likeInputs, requireFloats } from './inputs.js';
import { interceptWithRules, lrpRules, PropagationRule } from './lrp-rules.js';
import { atInputs, type Place } from './place.js';
import { type Problem, problemOf } from './problem.js';
import type { AttributionsAndDelta, LayerDeltaResult } from './result.js';
import { rowsAtOnce } from './samples.js';
import type { Target } from './target.js';

/** Rules for some of the layers. */
export type LayerRules = ReadonlyMap<Layer, PropagationRule>;

const PARAMETERS = [
  'inputs',
  'target',
  'additionalForwardArgs',
  'returnConvergenceDelta',
  'verbose',
  'internalBatchSize',
] as const;
type Parameters = [
  inputs: Inputs,
  target?: Target,
  additionalForwardArgs?: unknown,
  returnConvergenceDelta?: boolean,
  verbose?: boolean,
  internalBatchSize?: number | null,
];
export type LRPArguments = PythonArguments<typeof PARAMETERS, Parameters>;

const LAYER_PARAMETERS = [
  'inputs',
  'target',
  'additionalForwardArgs',
  'returnConvergenceDelta',
  'attributeToLayerInput',
  'verbose',
  'internalBatchSize',
] as const;
type LayerParameters = [
  inputs: Inputs,
  target?: Target,
  additionalForwardArgs?: unknown,
  returnConvergenceDelta?: boolean,
  attributeToLayerInput?: boolean,
  verbose?: boolean,
  internalBatchSize?: number | null,
];
export type LayerLRPArguments = PythonArguments<typeof LAYER_PARAMETERS, LayerParameters>;

/** The rule of a layer: as given, or as the field `rule` that it was set as. @throws TypeError for something else there */
function ruleFor(layer: Layer, given: LayerRules): PropagationRule | null {
  const own = given.get(layer) ?? (layer as { readonly rule?: unknown }).rule;
  if (own === undefined || own === null) return null;
  if (own instanceof PropagationRule) return own;
  throw new PythonTypeError(`The rule of the layer "${layer.name}" is no PropagationRule.`, { received: typeof own });
}

/** The output, relevance that is at a place, and how far that is from adding up to the output. */
function relevanceAt(
  place: Place,
  problem: Problem,
  rules: LayerRules,
  [points, side]: readonly [readonly Tensor[], readonly Tensor[]],
): readonly Tensor[] {
  const intercept = interceptWithRules((layer) => ruleFor(layer, rules));
  const score: Problem['score'] = (xs, values) => interceptCalls(intercept, () => problem.score(xs, values));
  const factors = withGradientRules(lrpRules(), () => place.gradients({ ...problem, score }, points, side));
  const values = place.values(problem, points, side);
  const relevance = factors.map((factor, i) => factor.mul(values[i]!));
  return [...relevance, problem.score(points, side).sub(sumRows(relevance))];
}

/** Rules are part of what was compiled, so that changed ones count. */
const keyOf = (fn: ForwardFunction, rules: LayerRules): unknown[] => [
  ...[...rules].flat(),
  ...(fn instanceof Layer ? fieldRules(fn) : []),
];

const fieldRules = (layer: Layer): unknown[] => {
  const nested = (layer as unknown as { readonly layers?: readonly Layer[] }).layers ?? [];
  return [(layer as { readonly rule?: unknown }).rule ?? null, ...nested.flatMap(fieldRules)];
};

function reportRules(verbose: boolean | undefined, rules: LayerRules): void {
  if (verbose)
    for (const [layer, rule] of rules) console.log(`Applied ${rule.constructor.name} on layer ${layer.name}`);
}

/**
 * Layer-wise relevance propagation: the output is handed back through the network, layer by layer, so that it is kept (Bach et al.,
 * 2015). Without a rule of its own a layer has the epsilon rule; relevance passes activations, in layers or inside of them, and the
 * factors of a product share it. Biases take up a part of it: what attributions lack of the output is the convergence delta.
 *
 * @example
 * import { GammaRule } from '@org/lfxai';
 * const rules = new Map([[model.layers[0]!, new GammaRule(0.25)]]);
 * const attributions = await new LRP(model, { rules }).attribute(x, { target: 0 });
 */
export class LRP extends GradientAttribution {
  readonly rules: LayerRules;

  /** @param options rules for layers, besides those that layers have as their field `rule` */
  constructor(model: ForwardFunction, { rules = new Map() }: { readonly rules?: LayerRules } = {}) {
    super(model);
    this.rules = rules;
  }

  override get multipliesByInputs(): boolean {
    return true;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }

  /** @throws ValueError for inputs of integers, or targets that do not fit; TypeError for a rule that is none */
  async attribute<const Args extends LRPArguments>(...args: Args): AttributionsAndDelta<Args, '3'>;
  async attribute(...args: LRPArguments): Promise<unknown> {
    const [given, target, additional, wantsDelta, verbose, internalBatchSize] = bindAttribute(
      PARAMETERS,
      1,
      args,
    ) as Parameters;
    const inputs = formatInputs(given);
    requireFloats(inputs);
    reportRules(verbose, this.rules);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const run = this.compiled(
      problem,
      keyOf(this.forwardFunc, this.rules),
      () => (xs: readonly Tensor[], side: readonly Tensor[]) => relevanceAt(atInputs, problem, this.rules, [xs, side]),
    );
    const found = await this.inBlocks(problem, rowsAtOnce(internalBatchSize, inputs), (rowsOf, side) =>
      run(rowsOf(inputs), side),
    );
    const result = likeInputs(given, found.slice(0, inputs.length));
    return wantsDelta ? [result, found.at(-1)] : result;
  }
}

/**
 * {@link LRP} up to a layer: the relevance of what it gives, or gets.
 *
 * @example
 * const relevance = await new LayerLRP(model, model.layers[0]!).attribute(x, { target: 0 });
 */
export class LayerLRP extends LayerAttribution {
  readonly rules: LayerRules;

  /** @param options rules for layers, besides those that layers have as their field `rule` */
  constructor(
    model: ForwardFunction,
    layer: LayerOrLayers,
    { rules = new Map() }: { readonly rules?: LayerRules } = {},
  ) {
    super(model, layer);
    this.rules = rules;
  }

  override get multipliesByInputs(): boolean {
    return true;
  }

  override hasConvergenceDelta(): boolean {
    return true;
  }

  /** @throws ValueError where the function does not call the layer; TypeError for a rule that is none */
  async attribute<Value = Tensor, const Args extends LayerLRPArguments = LayerLRPArguments>(
    ...args: Args
  ): LayerDeltaResult<Args, '3', Value>;
  async attribute(...args: LayerLRPArguments): Promise<unknown> {
    const [given, target, additional, wantsDelta, atInput, verbose, internalBatchSize] = bindAttribute(
      LAYER_PARAMETERS,
      1,
      args,
    ) as LayerParameters;
    const inputs = formatInputs(given);
    reportRules(verbose, this.rules);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const place = this.placeAt(atInput);
    const run = this.compiled(
      problem,
      [place, ...keyOf(this.forwardFunc, this.rules)],
      () => (xs: readonly Tensor[], side: readonly Tensor[]) => relevanceAt(place, problem, this.rules, [xs, side]),
    );
    const found = await this.inBlocks(problem, rowsAtOnce(internalBatchSize, inputs), (rowsOf, side) =>
      run(rowsOf(inputs), side),
    );
    await evaluate(found);
    const result = this.packed(place, found.slice(0, -1));
    return wantsDelta ? [result, found.at(-1)] : result;
  }
}
