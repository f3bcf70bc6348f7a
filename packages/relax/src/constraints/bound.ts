/** Constraints on the columns of data: what each row may become. */
import { ops, type Tensor, tensor, ValueError } from '@org/core';
import { valuesHere } from '@org/core/python';
import { stepsOf } from '../data/features/scale.js';
import type { Feature, FeaturesList } from '../data/index.js';
import { isCompat } from '../utils/index.js';
import { type Constraints, categoriesOf, type FeatureConstraint } from './constraints.js';

/** A feature's columns, and what holds for them. */
interface Block {
  readonly feature: Feature;
  readonly start: number;
  readonly end: number;
  readonly constraint: FeatureConstraint;
  readonly isImmutable: boolean;
  /** Which category may follow which: 1 at `[from, to]`; null for numbers. */
  readonly steps: Tensor | null;
  /** Ranks of categories, from the lowest. */
  readonly ranks: Tensor | null;
  /** Bounds of numbers as columns have them. */
  readonly low: number;
  readonly high: number;
  readonly tolerance: number;
  /** How many whole numbers the column goes through from 0 to 1; 0 where fractions may be. */
  readonly wholeSteps: number;
}

/** Constraints that know the columns of a data module. */
export class BoundConstraints {
  readonly #blocks: readonly Block[];
  readonly #causal: readonly { readonly cause: Block; readonly effect: Block; readonly atLeast: number }[];

  constructor(
    readonly constraints: Constraints,
    features: FeaturesList,
  ) {
    constraints.assertFits(features);
    this.#blocks = features.featuresAndIndices.map(([feature, [start, end]]) =>
      blockOf(feature, start, end, {
        ...constraints.features[feature.name],
        ...(constraints.featuresToVary?.includes(feature.name) === false && { immutable: true }),
      }),
    );
    const named = (name: string) => this.#blocks.find(({ feature }) => feature.name === name)!;
    this.#causal = constraints.causal.map(({ cause, effect, atLeast }) => ({
      cause: named(cause),
      effect: named(effect),
      atLeast: inColumn(named(effect).feature, atLeast) - inColumn(named(effect).feature, 0),
    }));
  }

  /** Points whose forbidden categories are as unlikely as can be, before the data's own constraints choose among them. */
  prepare(xs: Tensor, cfs: Tensor): Tensor {
    return this.#each(cfs, (block, cf) => {
      if (!block.steps || isCode(block)) return cf;
      return ops.where(permitted(block, columns(xs, block)).greater(0), cf, -1e9);
    });
  }

  /** Points that hold to all constraints, made of those that the data's own constraints gave. */
  enforce(xs: Tensor, cfs: Tensor, hard: boolean): Tensor {
    const own = this.#each(cfs, (block, cf) => held(block, columns(xs, block), cf, hard));
    return hard
      ? this.#causal.reduce((points, { cause, effect, atLeast }) => {
          const [x, cf] = [columns(xs, effect), columns(points, effect)];
          const grows = hasGrown(cause, columns(xs, cause), columns(points, cause));
          const needed = upToWhole(effect, x.add(atLeast));
          const fits = needed.lessEqual(bounds(effect, x)[1]);
          return this.#each(points, (block, part) => {
            if (block === effect) return ops.where(ops.logicalAnd(grows, fits), ops.maximum(cf, needed), part);
            // Where the effect cannot follow, the cause stays.
            return block === cause
              ? ops.where(ops.logicalAnd(grows, ops.logicalNot(fits)), columns(xs, cause), part)
              : part;
          });
        }, own)
      : own;
  }

  /**
   * Whether each row can hold to the constraints at all.
   *
   * @throws ValueError that names the feature and the row
   */
  async check(xs: Tensor): Promise<void> {
    for (const block of this.#blocks) {
      const x = columns(xs, block);
      const [low, high] = block.steps ? [] : bounds(block, x);
      const isPossible = block.steps
        ? ops.any(permitted(block, x).greater(0), -1, true)
        : low!.lessEqual(high!.add(1e-6));
      const possible = (await isPossible.array()) as boolean[][];
      const row = possible.findIndex(([each]) => !each);
      if (row < 0) continue;
      const { name } = block.feature;
      throw new ValueError(`The constraints of '${name}' are impossible for row ${row}.`, {
        expected: JSON.stringify({ ...block.constraint, ...(block.isImmutable && { immutable: true }) }),
        received: `${name} is ${await valueIn(block, x, row)}`,
        hint: 'widen the range or what is allowed, or leave the row out.',
      });
    }
  }

  #each(cfs: Tensor, fn: (block: Block, cf: Tensor) => Tensor): Tensor {
    return ops.concatenate(
      this.#blocks.map((block) => fn(block, columns(cfs, block))),
      -1,
    );
  }
}

const columns = (x: Tensor, { start, end }: { readonly start: number; readonly end: number }): Tensor =>
  x.at(':', `${start}:${end}`) as Tensor;

const inColumn = (feature: Feature, value: number): number =>
  Number(valuesHere('constraints', feature.transform([[value]]))[0]);

async function valueIn({ feature }: Block, x: Tensor, row: number): Promise<unknown> {
  const [[value] = []] = (await feature.inverseTransform(x.at(`${row}:${row + 1}`) as Tensor).array()) as unknown[][];
  // Rows are float32: 48, not 47.99999952316284.
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value;
}

function blockOf(feature: Feature, start: number, end: number, constraint: FeatureConstraint): Block {
  const { range, direction, allowed, order, immutable, tolerance = 0 } = constraint;
  const isImmutable = (immutable ?? false) || feature.isImmutable;
  const wholeSteps = isCompat() ? 0 : stepsOf(feature);
  const categories = feature.isCategorical ? (categoriesOf(feature) ?? []) : null;
  const rankOf = (value: unknown) => (order ? order.indexOf(value as never) : 0);
  const follows = (from: unknown, to: unknown) => {
    if (isImmutable) return from === to;
    if (allowed && !allowed.includes(to as never)) return false;
    const rise = rankOf(to) - rankOf(from);
    return direction === 'increase' ? rise >= 0 : direction === 'decrease' ? rise <= 0 : true;
  };
  return {
    ...{ feature, start, end, constraint, isImmutable },
    steps:
      categories &&
      tensor(
        categories.map((from) => categories.map((to) => Number(follows(from, to)))),
        null,
        'float32',
      ),
    ranks:
      categories &&
      tensor(
        categories.map((value, i) => (order ? rankOf(value) : i)),
        null,
        'float32',
      ),
    low:
      range && !categories ? inColumn(feature, wholeSteps ? Math.ceil(range[0]) : range[0]) : Number.NEGATIVE_INFINITY,
    high:
      range && !categories ? inColumn(feature, wholeSteps ? Math.floor(range[1]) : range[1]) : Number.POSITIVE_INFINITY,
    wholeSteps,
    tolerance: categories ? 0 : inColumn(feature, tolerance) - inColumn(feature, 0),
  };
}

/** Whether categories are codes in one column. */
const isCode = ({ start, end, ranks }: Block): boolean => end - start === 1 && ranks!.shape[0]! > 1;

/** One-hot categories of a column or of a block. */
function oneHotOf(block: Block, x: Tensor): Tensor {
  const count = block.ranks!.shape[0]!;
  const codes = isCode(block) ? ops.round(x.at(':', 0) as Tensor).cast('int32') : ops.argmax(x, -1);
  return ops.oneHot(codes, count);
}

/** 1 for categories that rows may have, `[n, categories]`. */
const permitted = (block: Block, x: Tensor): Tensor => oneHotOf(block, x).matmul(block.steps!);

/** The bounds of numbers, `[n, 1]` each. */
function bounds({ low, high, constraint: { direction }, isImmutable }: Block, x: Tensor): readonly [Tensor, Tensor] {
  const from = isImmutable || direction === 'increase' ? ops.maximum(x, low) : ops.add(ops.zerosLike(x), low);
  const to = isImmutable || direction === 'decrease' ? ops.minimum(x, high) : ops.add(ops.zerosLike(x), high);
  return [from, to];
}

/** Numbers, up to the next whole ones where the feature has such; what rounding adds does not count. */
const upToWhole = ({ wholeSteps }: Block, numbers: Tensor): Tensor =>
  wholeSteps === 0 ? numbers : ops.ceil(numbers.mul(wholeSteps).sub(ALMOST)).div(wholeSteps);
const ALMOST = 1e-3;

function held(block: Block, x: Tensor, cf: Tensor, hard: boolean): Tensor {
  if (!block.steps) {
    const [low, high] = bounds(block, x);
    const within = ops.minimum(ops.maximum(cf, low), high);
    if (!hard || block.tolerance === 0) return within;
    const isUncounted = ops.logicalAnd(
      ops.abs(within.sub(x)).lessEqual(block.tolerance),
      ops.logicalAnd(x.greaterEqual(low), x.lessEqual(high)),
    );
    return ops.where(isUncounted, x, within);
  }
  const may = permitted(block, x).greater(0);
  if (!isCode(block)) return hard ? ops.oneHot(ops.argmax(ops.where(may, cf, -1), -1), block.end - block.start) : cf;
  if (!hard) return cf;
  const codes = ops.arange(block.ranks!.shape[0]!, { dtype: 'float32' });
  const nearness = ops.where(may, ops.abs(cf.sub(codes)).neg(), Number.NEGATIVE_INFINITY);
  return ops.expandDims(ops.argmax(nearness, -1).cast('float32'), -1);
}

/** Whether a number, or the rank of a category, is higher than before, `[n, 1]` bool. */
function hasGrown(block: Block, x: Tensor, cf: Tensor): Tensor {
  if (!block.ranks) return cf.greater(x.add(1e-7));
  const rank = (points: Tensor) => oneHotOf(block, points).matmul(ops.expandDims(block.ranks!, -1));
  return rank(cf).greater(rank(x));
}
