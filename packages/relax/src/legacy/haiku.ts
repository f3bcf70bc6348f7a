/** What of dm-haiku the legacy networks are made of: modules with paths, and weights beside them. */
import { ops, random, type Tensor } from '@org/core';
import { isTrained, type Network, type Params } from './network.js';

/** How the weights of a layer begin. */
export type Initializer = 'he_uniform' | 'truncated_normal';

/** What a module asks of the run that it is part of. */
export interface HaikuFrame {
  /** A linear layer of this path: x·w + b. */
  linear(path: string, x: Tensor, outputSize: number, initializer?: Initializer): Tensor;
  /** Sets a share of the elements to zero, in training. */
  dropout(x: Tensor, rate: number, isTraining: boolean): Tensor;
}

/** A module: what it computes in a run, under the path that it has there. */
export interface HaikuModule<Output = Tensor> {
  run(frame: HaikuFrame, path: string, x: Tensor, isTraining: boolean): Output;
}

/** A class of modules; `moduleName` is the path of its modules. */
export interface HaikuModuleClass<Args extends readonly unknown[], Output> {
  readonly moduleName: string;
  new (...args: Args): HaikuModule<Output>;
}

/** A key to go on with, and one to draw with. */
export const splitInTwo = (key: Tensor): [next: Tensor, own: Tensor] =>
  ops.unstack(random.split(key) as Tensor, { num: 2 }) as [Tensor, Tensor];

/** Keys one after the other, as haiku's PRNGSequence gives them. */
export class Keys {
  constructor(private key: Tensor) {}

  next(): Tensor {
    const [key, own] = splitInTwo(this.key);
    this.key = key;
    return own;
  }
}

/** haiku's he_uniform, and its default: a normal of deviation 1/√n that is cut off at twice that. */
function initial(initializer: Initializer, key: Tensor, inputs: number, outputs: number): Tensor {
  const shape = [inputs, outputs];
  if (initializer === 'truncated_normal')
    return (random.truncatedNormal(key, -2, 2, shape) as Tensor).mul(1 / Math.sqrt(inputs));
  const bound = Math.sqrt(6 / inputs);
  return random.uniform(key, shape, { minval: -bound, maxval: bound }) as Tensor;
}

/** A linear layer: that of a block, with dropout behind it, or one by itself. */
export interface LinearLayer {
  readonly path: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly isBlock: boolean;
}

/** What linear layers begin with where haiku makes them one after the other: dropout takes a key of its own. */
export function initialParams(rngKey: Tensor, layers: readonly LinearLayer[]): Params {
  const keys = new Keys(rngKey);
  const params: Params = {};
  for (const { path, inputs, outputs, isBlock } of layers) {
    const w = initial(isBlock ? 'he_uniform' : 'truncated_normal', keys.next(), inputs, outputs);
    params[path] = { w, b: ops.zeros([outputs]) };
    if (isBlock) keys.next();
  }
  return params;
}

/** @param params weights that there are; null: they are made, in `made` */
function frameOf(params: Params | null, made: Params, rngKey: Tensor | null): HaikuFrame {
  const keys = rngKey && new Keys(rngKey);
  return {
    linear(path, x, outputSize, initializer = 'truncated_normal') {
      const inputs = x.shape.at(-1)!;
      if (params === null)
        made[path] = { w: initial(initializer, keys!.next(), inputs, outputSize), b: ops.zeros([outputSize]) };
      const { w, b } = (params ?? made)[path]!;
      return x.matmul(w).add(b);
    },
    dropout(x, rate, isTraining) {
      const key = keys?.next();
      if (!isTraining || !key || rate === 0) return x;
      const isKept = random.bernoulli(key, 1 - rate, x.shape);
      return ops.where(isKept, x.div(1 - rate), 0);
    },
  };
}

/**
 * The network of a module: `init` makes its weights, `apply` computes with them.
 *
 * @example
 * import { random } from '@org/core';
 * import { legacy } from '@org/relax';
 * const net = makeHkModule(legacy.PredictiveModel, [50, 10], 0.3);
 * const params = net.init(random.PRNGKey(0), x);
 * net.apply(params, random.PRNGKey(1), x, false).shape; // [10, 1]
 */
export function makeHkModule<Args extends readonly unknown[], Output>(
  module: HaikuModuleClass<Args, Output>,
  ...args: Args
): Network<Output> {
  const run = (params: Params | null, made: Params, rngKey: Tensor | null, x: Tensor, isTraining: boolean): Output =>
    new module(...args).run(frameOf(params, made, rngKey), module.moduleName, x, isTraining);
  return {
    init(rngKey, x) {
      const made: Params = {};
      const rows = typeof x === 'number' ? (ops.zeros([1, x]) as Tensor) : x;
      run(null, made, rngKey, rows, true);
      return made;
    },
    apply: (params, rngKey, x, isTraining = true) => run(params, {}, rngKey, x, isTrained(isTraining)),
  };
}

/** {@link makeHkModule} of a module that is made of an object of settings. */
export const makeModel = <Configs extends object, Output>(
  mConfigs: Configs,
  model: HaikuModuleClass<readonly [Configs], Output>,
): Network<Output> => makeHkModule(model, mConfigs);
