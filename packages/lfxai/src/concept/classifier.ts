/** Linear classifiers of activations, whose weights are concept activation vectors. */
import { ops, random, type Tensor, tensor, ValueError } from '@org/core';

/** What a classifier says of how well it does. */
export type ClassifierStats = Readonly<Record<string, number>>;

/** A linear classifier of rows. */
export abstract class Classifier {
  /**
   * Trains on activations and labels.
   *
   * @param x [N, features]
   * @param y a class for each row
   */
  abstract trainAndEval(
    x: Tensor,
    y: readonly number[],
    options?: Readonly<Record<string, unknown>>,
  ): Promise<ClassifierStats | null>;

  /** A row of weights for each class: [classes, features]. */
  abstract weights(): Tensor;

  /** The classes, in the order of the rows of the weights. */
  abstract classes(): readonly number[];
}

/** Where the stochastic gradient descent of captum's default ends up: the hinge of each class against the others, with a penalty. */
const ALPHA = 0.01;
const EPOCHS = 300;

/**
 * A linear classifier by least squares with a penalty, each class against the others; a part of the rows is kept for testing.
 *
 * @example
 * const classifier = new DefaultClassifier();
 * const stats = await classifier.trainAndEval(ops.eye(4), [0, 0, 1, 1], { testSplitRatio: 0, seed: 1 });
 */
export class DefaultClassifier extends Classifier {
  #weights: Tensor | null = null;
  #classes: readonly number[] = [];

  /** @throws ValueError for less than two classes @returns the accuracy on the rows that were kept */
  async trainAndEval(
    x: Tensor,
    y: readonly number[],
    { testSplitRatio = 0.33, seed = 0 }: { readonly testSplitRatio?: number; readonly seed?: number } = {},
  ): Promise<ClassifierStats> {
    this.#classes = [...new Set(y)].sort((a, b) => a - b);
    if (this.#classes.length < 2)
      throw new ValueError('A classifier needs two classes or more.', { received: `${this.#classes.length}` });
    const order = Array.from(
      (await (random.permutation(random.PRNGKey(seed) as never, y.length) as Tensor).data()) as Int32Array,
    );
    const kept = Math.floor(y.length * testSplitRatio);
    const [test, train] = [order.slice(0, kept), order.slice(kept)];
    const rows = (indices: readonly number[]) => ops.take(x, ops.convertToTensor([...indices], 'int32'), { axis: 0 });
    const signs = (indices: readonly number[]) =>
      tensor(Float32Array.from(indices.flatMap((i) => this.#classes.map((label) => (y[i] === label ? 1 : -1)))), [
        indices.length,
        this.#classes.length,
      ]);
    const { weights, bias } = await fitted(rows(train), signs(train));
    this.#weights = weights;
    const judged = test.length > 0 ? test : train;
    const scores = (await ops.matmul(rows(judged), ops.transpose(weights)).add(bias).array()) as number[][];
    const right = judged.filter(
      (i, row) => this.#classes[scores[row]!.indexOf(Math.max(...scores[row]!))] === y[i],
    ).length;
    return { accs: right / judged.length };
  }

  /** @throws ValueError before it was trained */
  weights(): Tensor {
    if (this.#weights) return this.#weights;
    throw new ValueError('The classifier was not trained yet.');
  }

  classes(): readonly number[] {
    return this.#classes;
  }
}

/** Weights and bias by gradient descent on standardized rows, from zero, so that the same data give the same weights. */
async function fitted(x: Tensor, signs: Tensor): Promise<{ weights: Tensor; bias: Tensor }> {
  const mean = ops.mean(x, { axis: 0, keepdims: true });
  const spread = ops.sqrt(ops.mean(ops.square(x.sub(mean)), { axis: 0, keepdims: true })).add(1e-6);
  const z = (await settled(x.sub(mean).div(spread))) as Tensor;
  const [n, size] = z.shape as [number, number];
  // The largest eigenvalue of the mean square is at most the number of features.
  const rate = 1 / (size + ALPHA);
  let [w, b] = [ops.zeros([size, signs.shape[1]!]), ops.mean(signs, { axis: 0, keepdims: true })];
  for (let epoch = 0; epoch < EPOCHS; epoch += 10) {
    for (let step = 0; step < 10; step++) {
      const error = ops.matmul(z, w).add(b).sub(signs);
      w = w.sub(ops.matmul(ops.transpose(z), error).div(n).add(w.mul(ALPHA)).mul(rate));
      b = b.sub(ops.mean(error, { axis: 0, keepdims: true }));
    }
    [w, b] = [await settled(w), await settled(b)];
  }
  const weights = ops.transpose(w.div(ops.transpose(spread)));
  return { weights: await settled(weights), bias: await settled(b.sub(ops.matmul(mean, ops.transpose(weights)))) };
}

async function settled(x: Tensor): Promise<Tensor> {
  await x.data();
  return x;
}
