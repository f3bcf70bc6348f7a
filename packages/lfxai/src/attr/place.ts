/** Where attributions are for: at the inputs of a function, or at what a layer in it gives or gets. */
import {
  grad,
  isTensor,
  ops,
  PythonTypeError,
  type Tensor,
  tree,
  ValueError,
  vjp,
  vmap,
  withGradientRules,
} from '@org/core';
import { isPlainObject } from '@org/core/python';
import { interceptCalls, Layer } from '@org/layers';
import { deepLiftRules, halves, multipliersOf } from './deep-lift-rules.js';
import { gradientsOf, type Problem } from './problem.js';

/** DeepLift's multipliers, and what they are to be multiplied by the difference of. */
export interface Multipliers {
  readonly multipliers: readonly Tensor[];
  readonly values: readonly Tensor[];
  readonly references: readonly Tensor[];
}

export interface Place {
  /** What there is for some points. */
  values(problem: Problem, points: readonly Tensor[], side: readonly Tensor[]): readonly Tensor[];
  /** Derivatives by it. */
  gradients(problem: Problem, points: readonly Tensor[], side: readonly Tensor[]): readonly Tensor[];
  multipliers(
    problem: Problem,
    points: readonly Tensor[],
    references: readonly Tensor[],
    side: readonly Tensor[],
    eps: number,
  ): Multipliers;
}

export const atInputs: Place = {
  values: (_problem, points) => points,
  gradients: ({ score }, points, side) => gradientsOf(score, points, side),
  multipliers: ({ score }, points, references, side, eps) => ({
    multipliers: multipliersOf(score, points, references, side, eps),
    values: points,
    references,
  }),
};

/** What a layer gives, or gets, as attributions return it: one tensor, several, or that for each of several layers. */
export type LayerValue = Tensor | Tensor[];

/** At one layer or several, which the function must call once. */
export class AtLayer implements Place {
  /** How many tensors each layer has there; known as soon as it was met. */
  #counts: number[] = [];

  constructor(
    private readonly layers: readonly Layer[],
    private readonly atInput: boolean,
  ) {
    if (layers.length > 0 && layers.every((layer) => layer instanceof Layer)) return;
    throw new PythonTypeError('A layer, or several, must say where to look inside of the model.', {
      received: layers.map((layer) => typeof layer).join(', ') || 'none',
      hint: "give the layer itself, such as model.getLayer('dense').",
    });
  }

  /** Runs `body` and returns what is at the layers, one list of tensors for each. */
  #read(body: () => unknown): Tensor[][] {
    const found = new Map<Layer, Tensor[]>();
    interceptCalls((layer, args, next) => {
      const output = next(...args);
      if (this.layers.includes(layer)) this.#note(found, layer, this.atInput ? positional(args) : output);
      return output;
    }, body);
    const missing = this.layers.find((layer) => !found.has(layer));
    if (missing) {
      throw new ValueError(`The function does not call the layer "${missing.name}".`, {
        hint: 'give a layer of the model itself, not of a copy; what a compiled function calls cannot be seen.',
      });
    }
    const values = this.layers.map((layer) => found.get(layer)!);
    this.#counts = values.map(({ length }) => length);
    return values;
  }

  #note(found: Map<Layer, Tensor[]>, layer: Layer, value: unknown): void {
    if (found.has(layer)) {
      throw new ValueError(`The function calls the layer "${layer.name}" more than once.`, {
        hint: 'give each place a layer of its own, such as an Identity layer.',
      });
    }
    found.set(layer, tree.flatten<unknown>(value).filter(isTensor));
  }

  /** Runs `body` with other values there. */
  #write<T>(values: readonly Tensor[], body: () => T): T {
    const starts = this.layers.map((_, i) => this.#counts.slice(0, i).reduce((a, b) => a + b, 0));
    return interceptCalls((layer, args, next) => {
      const i = this.layers.indexOf(layer);
      if (i < 0) return next(...args);
      const own = values.slice(starts[i]!, starts[i]! + this.#counts[i]!);
      if (this.atInput) return next(...replaced(positional(args), own), ...args.slice(positional(args).length));
      return own.length === 1 ? own[0] : own;
    }, body);
  }

  /** Values, or what was computed for them, in the structure of the layers. */
  pack(values: readonly Tensor[], asList: boolean): LayerValue | LayerValue[] {
    let next = 0;
    const packed = this.#counts.map((count) => {
      const own = values.slice(next, next + count);
      next += count;
      return own.length === 1 ? own[0]! : own;
    });
    return asList ? packed : packed[0]!;
  }

  /** Whatever needs neither target nor score. */
  valuesIn(body: () => unknown): Tensor[] {
    return this.#read(body).flat();
  }

  values({ output }: Problem, points: readonly Tensor[], side: readonly Tensor[]): Tensor[] {
    return this.valuesIn(() => output(points, side));
  }

  /** The score as a function of what is there. */
  scoreOf({ score }: Problem, values: readonly Tensor[], points: readonly Tensor[], side: readonly Tensor[]): Tensor {
    return this.#write(values, () => score(points, side));
  }

  gradients(problem: Problem, points: readonly Tensor[], side: readonly Tensor[]): Tensor[] {
    const values = this.values(problem, points, side);
    return grad((hs: readonly Tensor[]) => ops.sum(this.scoreOf(problem, hs, points, side)))(
      values,
    ) as unknown as Tensor[];
  }

  multipliers(
    problem: Problem,
    points: readonly Tensor[],
    references: readonly Tensor[],
    side: readonly Tensor[],
    eps: number,
  ): Multipliers {
    const pairs = points.map((x, i) => ops.stack([x, ops.broadcastTo(references[i]!, x.shape as number[])]));
    const read = vmap((...xs: Tensor[]) => this.values(problem, xs, side)) as (...xs: Tensor[]) => Tensor[];
    const values = read(...pairs);
    const count = values.length;
    // The inputs vary as well, so that what passes by the layer counts as what it is.
    const onPairs = vmap((...all: Tensor[]) => this.scoreOf(problem, all.slice(0, count), all.slice(count), side)) as (
      ...all: Tensor[]
    ) => Tensor;
    const found = withGradientRules(deepLiftRules(eps), () => {
      const [scores, pullback] = vjp(onPairs, ...values, ...pairs);
      return pullback(ops.onesLike(scores)) as Tensor[];
    });
    const without = (x: Tensor) => ops.reshape(x, x.shape.slice(1) as number[]);
    return {
      multipliers: found.slice(0, count).map((m) => without(halves(m)[0])),
      values: values.map((value) => without(halves(value)[0])),
      references: values.map((value) => without(halves(value)[1])),
    };
  }
}

/** Arguments without the keywords behind them. */
const positional = (args: readonly unknown[]): readonly unknown[] =>
  isPlainObject(args.at(-1)) ? args.slice(0, -1) : args;

/** Arguments with other tensors in the places of theirs. */
function replaced(args: readonly unknown[], values: readonly Tensor[]): unknown[] {
  let next = 0;
  return tree.mapStructure((leaf: unknown) => (isTensor(leaf) ? values[next++] : leaf), args as never) as unknown[];
}
