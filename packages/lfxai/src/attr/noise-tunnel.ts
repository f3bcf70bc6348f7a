import { evaluate, isTensor, ops, PythonTypeError, random, type Tensor, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/python';
import { requireCounts } from './arguments.js';
import { Attribution } from './attribution.js';
import { type ForwardFunction, isPerExample, type PerExampleFunction } from './forward.js';
import { deviationsFor } from './gradient-shap.js';
import { formatInputs, type Inputs, isTuple, likeInputs } from './inputs.js';
import { type AttributionSeed, keyOf, keysOf, normalSamples } from './randomness.js';
import type { AttributionsAndDelta } from './result.js';
import { expandRows, rowsAtOnce } from './samples.js';

export type NoiseTunnelType = 'smoothgrad' | 'smoothgrad_sq' | 'vargrad';

/** Options of {@link NoiseTunnel}; all others go to the method inside. */
export interface NoiseTunnelOptions {
  readonly ntType?: NoiseTunnelType;
  readonly ntSamples?: number;
  readonly ntSamplesBatchSize?: number | null;
  readonly stdevs?: number | readonly number[];
  readonly drawBaselineFromDistrib?: boolean;
  readonly internalBatchSize?: number | null;
  readonly seed?: AttributionSeed;
  readonly returnConvergenceDelta?: boolean;
  readonly [argument: string]: unknown;
}

const NAMES = ['inputs', 'ntType', 'ntSamples', 'ntSamplesBatchSize', 'stdevs', 'drawBaselineFromDistrib'];
const TYPES = ['smoothgrad', 'smoothgrad_sq', 'vargrad'];

type NoiseTunnelArguments =
  | [inputs: Inputs, options?: NoiseTunnelOptions]
  | [
      inputs: Inputs,
      ntType?: NoiseTunnelType | NoiseTunnelOptions,
      ntSamples?: number | NoiseTunnelOptions,
      ntSamplesBatchSize?: number | null | NoiseTunnelOptions,
      stdevs?: number | readonly number[] | NoiseTunnelOptions,
      drawBaselineFromDistrib?: boolean | NoiseTunnelOptions,
      options?: NoiseTunnelOptions,
    ]
  | [options: NoiseTunnelOptions & { readonly inputs: Inputs }];

/** Positions and names in one object. */
function named(args: readonly unknown[]): NoiseTunnelOptions & { inputs: Inputs } {
  const last = args.at(-1);
  const options = isPlainObject(last) ? last : {};
  const positional = isPlainObject(last) ? args.slice(0, -1) : args;
  const all = { ...options, ...Object.fromEntries(positional.map((value, i) => [NAMES[i]!, value])) };
  requireCounts(Object.entries(all));
  return all as never;
}

/**
 * Any other method on inputs with normal noise, over which it takes the mean of attributions (`smoothgrad`, Smilkov et al.,
 * arXiv:1706.03825), of their squares (`smoothgrad_sq`), or their variance (`vargrad`). What that method takes is given by name. Each
 * sample of each example has its own noise, however many are attributed at once.
 *
 * @example
 * import { Saliency } from '@org/lfxai';
 * const tunnel = new NoiseTunnel(new Saliency(model));
 * const attributions = await tunnel.attribute(x, { ntSamples: 10, stdevs: 0.1, seed: 1, target: 0 });
 */
export class NoiseTunnel extends Attribution {
  constructor(readonly attributionMethod: Attribution) {
    if (!(attributionMethod instanceof Attribution)) {
      throw new PythonTypeError('A noise tunnel goes round an attribution method.', {
        expected: 'such as new Saliency(model)',
        received: typeof attributionMethod,
      });
    }
    super(attributionMethod.forwardFunc);
  }

  /** That of the method inside. */
  override get forwardFunc(): ForwardFunction {
    return this.attributionMethod.forwardFunc;
  }

  override set forwardFunc(forwardFunc: ForwardFunction) {
    this.attributionMethod.forwardFunc = forwardFunc;
  }

  override get multipliesByInputs(): boolean {
    return this.attributionMethod.multipliesByInputs;
  }

  override get takesBaselines(): boolean {
    return this.attributionMethod.takesBaselines;
  }

  override hasConvergenceDelta(): boolean {
    return this.attributionMethod.hasConvergenceDelta();
  }

  /** @throws ValueError for an unknown type, and whatever the method throws */
  async attribute<Value = never, const Args extends NoiseTunnelArguments = NoiseTunnelArguments>(
    ...args: Args
  ): Promise<[Value] extends [never] ? Awaited<AttributionsAndDelta<Args, 'none'>> : Value>;
  async attribute(...args: NoiseTunnelArguments): Promise<unknown> {
    const {
      inputs: given,
      ntType = 'smoothgrad',
      ntSamples = 5,
      ntSamplesBatchSize = null,
      stdevs = 1,
      drawBaselineFromDistrib = false,
      internalBatchSize = null,
      seed,
      ...others
    } = named(args);
    if (!TYPES.includes(ntType))
      throw new ValueError('The type of noise tunnel is unknown.', {
        expected: TYPES.join(', '),
        received: String(ntType),
      });
    const inputs = formatInputs(given);
    const examples = inputs[0]!.shape[0]!;
    const deviations = deviationsFor(stdevs, inputs.length);
    const key = keyOf(seed);
    const keys = keysOf(key, examples);
    const bound = Math.max(1, Math.floor(rowsAtOnce(internalBatchSize, inputs) / examples));
    const atOnce = Math.min(ntSamples, ntSamplesBatchSize ?? bound, bound);
    const totals: { sums: Tensor[]; squares: Tensor[]; deltas: Tensor[]; asTuple: boolean } = {
      sums: [],
      squares: [],
      deltas: [],
      asTuple: false,
    };
    for (let start = 0; start < ntSamples; start += atOnce) {
      const count = Math.min(atOnce, ntSamples - start);
      const indices = ops.arange(start, start + count, { dtype: 'int32' });
      const noisy = inputs.map((x, i) => {
        const noise = normalSamples(
          keys,
          ops.add(ops.multiply(indices, inputs.length), i),
          x.shape.slice(1) as number[],
        );
        const repeated = expandRows(x, count, 'examples');
        return repeated.add(ops.multiply(ops.reshape(noise, repeated.shape as number[]), deviations[i]!));
      });
      const keywords = this.#expanded(
        { ...others, internalBatchSize },
        examples,
        count,
        drawBaselineFromDistrib,
        random.foldIn(key as never, start) as Tensor,
      );
      const result = await this.#attributeWith(
        { ...keywords, inputs: isTuple(given) ? noisy : noisy[0]! },
        examples,
        count,
      );
      await this.#add(totals, result, count, others.returnConvergenceDelta === true);
    }
    const means = totals.sums.map((sum) => sum.div(ntSamples));
    const squares = totals.squares.map((sum) => sum.div(ntSamples));
    const values =
      ntType === 'smoothgrad'
        ? means
        : ntType === 'smoothgrad_sq'
          ? squares
          : squares.map((square, i) => square.sub(means[i]!.mul(means[i]!)));
    await evaluate(values);
    const attributions = totals.asTuple ? values : values[0];
    if (!others.returnConvergenceDelta) return attributions;
    return [attributions, totals.deltas.length === 1 ? totals.deltas[0] : ops.concatenate(totals.deltas, 0)];
  }

  /** What goes with each example, as often as it has samples. */
  #expanded(
    keywords: Record<string, unknown>,
    examples: number,
    count: number,
    draw: boolean,
    key: Tensor,
  ): Record<string, unknown> {
    const repeat = (value: unknown): unknown => {
      if (isTensor(value) && value.rank > 0 && value.shape[0] === examples) return expandRows(value, count, 'examples');
      if (isTuple(value)) return value.map(repeat);
      return value;
    };
    const { target, baselines, additionalForwardArgs, featureMask, ...rest } = keywords;
    const isList = Array.isArray(target) && target.length === examples;
    return {
      ...rest,
      ...(target !== undefined && {
        target: isList ? (target as unknown[]).flatMap((each) => new Array<unknown>(count).fill(each)) : repeat(target),
      }),
      ...(baselines !== undefined && { baselines: draw ? drawn(baselines, examples * count, key) : repeat(baselines) }),
      ...(featureMask !== undefined && { featureMask: repeat(featureMask) }),
      ...(additionalForwardArgs !== undefined && {
        additionalForwardArgs: Array.isArray(additionalForwardArgs)
          ? additionalForwardArgs.map(repeat)
          : repeat(additionalForwardArgs),
      }),
    };
  }

  /** Runs the method; a function that holds rows for the examples holds them for the samples meanwhile. */
  async #attributeWith(keywords: Record<string, unknown>, examples: number, count: number): Promise<unknown> {
    const method = this.attributionMethod;
    const before = method.forwardFunc;
    const attribute = method.attribute.bind(method) as unknown as (given: unknown) => Promise<unknown>;
    const given = Object.fromEntries(
      Object.entries(keywords).filter(([, value]) => value !== null && value !== undefined),
    );
    if (!isPerExample(before)) return attribute(given);
    const held = before.perExample.map((value) =>
      value.shape[0] === examples ? expandRows(value, count, 'examples') : value,
    );
    const { pointwise, owner } = before;
    const expanded: PerExampleFunction = { perExample: held, pointwise, owner };
    method.forwardFunc = Object.assign(() => null, expanded) as ForwardFunction;
    try {
      return await attribute(given);
    } finally {
      method.forwardFunc = before;
    }
  }

  async #add(
    totals: { sums: Tensor[]; squares: Tensor[]; deltas: Tensor[]; asTuple: boolean },
    result: unknown,
    count: number,
    hasDelta: boolean,
  ): Promise<void> {
    const [attributions, delta] = (hasDelta ? result : [result]) as [Tensor | Tensor[], Tensor?];
    if (delta) totals.deltas.push(delta);
    totals.asTuple = Array.isArray(attributions);
    const all = Array.isArray(attributions) ? attributions : [attributions];
    const bySample = all.map((x) => ops.reshape(x, [x.shape[0]! / count, count, ...x.shape.slice(1)] as number[]));
    const added = (before: Tensor[], now: Tensor[]) => (before.length > 0 ? before.map((x, i) => x.add(now[i]!)) : now);
    totals.sums = added(
      totals.sums,
      bySample.map((x) => ops.sum(x, 1)),
    );
    totals.squares = added(
      totals.squares,
      bySample.map((x) => ops.sum(ops.square(x), 1)),
    );
    await evaluate([...totals.sums, ...totals.squares]);
  }
}

/** Rows of baselines, at random. */
function drawn(baselines: unknown, count: number, key: Tensor): unknown {
  const list = (isTuple(baselines) ? baselines : [baselines]) as Tensor[];
  const rows = ops.cast(random.randint(key as never, [count], 0, list[0]!.shape[0]!) as Tensor, 'int32');
  return likeInputs(
    baselines as Inputs,
    list.map((each) => ops.take(each, rows, { axis: 0 })),
  );
}
