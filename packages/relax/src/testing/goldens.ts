/** What the original computed, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ops, type Tensor, tensor } from '@org/core';
import { DataModule } from '../data/index.js';

/** A file of packages/relax/goldens. */
export const loadGolden = <T>(name: string): T =>
  JSON.parse(gunzipSync(readFileSync(join(__dirname, '../../goldens', `${name}.json.gz`))).toString('utf8')) as T;

/** What the files on methods have in common. */
export interface MethodGolden {
  readonly predictor: {
    readonly W1: number[][];
    readonly b1: number[];
    readonly W2: number[][];
    readonly b2: number[];
  };
  readonly xs: number[][];
  readonly y_target: number[][];
  readonly rng_keys: number[][];
  readonly cases: readonly { readonly config: Record<string, unknown>; readonly cfs: unknown }[];
}

/** The predictor of a file: softmax(leaky_relu(x W1 + b1) W2 + b2). */
export function predictorOf({ predictor: { W1, b1, W2, b2 } }: MethodGolden): (xs: Tensor) => Tensor {
  const [w1, c1, w2, c2] = [W1, b1, W2, b2].map((each) => tensor(each as never, null, 'float32')) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  return (xs) => {
    const hidden = xs.matmul(w1).add(c1);
    return ops.softmax(ops.maximum(hidden, hidden.mul(0.2)).matmul(w2).add(c2), -1) as Tensor;
  };
}

/** The rows of a file as tensors. */
export const rowsOf = ({ xs, y_target, rng_keys }: MethodGolden) => ({
  xs: tensor(xs),
  yTargets: tensor(y_target),
  rngKeys: tensor(Uint32Array.from(rng_keys.flat()), [rng_keys.length, 2], 'uint32'),
});

/** The data of the files: two numbers, a category of three, and an immutable one of two. */
export function goldenDataModule(): Promise<DataModule> {
  const { config, data } = loadGolden<{ config: object; data: Record<string, (number | string)[]> }>('features');
  return DataModule.fromConfig(config as never, data as never);
}

const columns = (x: Tensor, from: number, to: number) => x.at(':', `${from}:${to}`) as Tensor;

/** The constraints of the same data, written out. */
export const goldenConstraints = {
  applyConstraints(xs: Tensor, cfs: Tensor, hard: boolean): Tensor {
    const category = columns(cfs, 2, 5);
    const chosen = hard ? ops.oneHot(ops.argmax(category, -1), 3) : ops.softmax(category, -1);
    return ops.concatenate([ops.clip(columns(cfs, 0, 2), 0, 1), chosen as Tensor, columns(xs, 5, 7)], -1);
  },
  computeRegLoss(_xs: Tensor, cfs: Tensor): Tensor {
    const off = (from: number, to: number) => ops.mean(ops.square(ops.sum(columns(cfs, from, to), -1).sub(1)));
    return off(2, 5).add(off(5, 7));
  },
};
