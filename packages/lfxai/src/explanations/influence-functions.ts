import { evaluate, jit, lax, ops, random, type Tensor, ValueError } from '@org/core';
import { filledUp, inputsOf, rowsBetween } from './example-explainer.js';
import { type Batches, inputsIn } from './features.js';
import { GradientExplainer, type ProjectionOptions } from './gradient-explainer.js';
import { sums } from './hessians.js';

/** How the inverse of the Hessian is approximated: by a series of products with Hessians of batches. */
export interface InfluenceOptions extends ProjectionOptions {
  readonly recursionDepth?: number;
  /** How fast the series forgets. */
  readonly damp?: number;
  /** What Hessians are divided by, so that the series converges. */
  readonly scale?: number;
}

/** Rows that go through the series together, in parts, so that what a batch has in common is computed once for all of them. */
const TOGETHER = 96;

/**
 * Influence functions (Koh & Liang, arXiv:1703.04730): how much the loss of a test example would change if a training example counted
 * more, gᵀ H⁻¹ g with the gradients of both and the Hessian of the training loss. As in the original the inverse is a series over
 * batches, v ← g + (1 - damp) v - H v / scale, and the sign is positive. The series is applied to whichever of both sides has fewer
 * examples, to many at once; its Hessians are symmetric, so that for the other side it runs backwards.
 *
 * @example
 * const influence = new InfluenceFunctions(model, (x, y) => ops.mean(y.square()), null, x);
 * const importance = await influence.attribute(x.mul(2), [0, 1], { recursionDepth: 5, seed: 1 }); // shape [10, 2]
 */
export class InfluenceFunctions extends GradientExplainer {
  readonly #series = jit((rows: Tensor, batches: Tensor, damp: Tensor, scale: Tensor, kind: string) => {
    const [count, size] = rows.shape as [number, number];
    const hessians = this.gradients.hessians(batches.at(0) as Tensor, count);
    const parts = Math.ceil(count / hessians.atOnce);
    const each = Math.ceil(count / parts);
    const filled = ops.pad(rows, [
      [0, parts * each - count],
      [0, 0],
    ]);
    const start = hessians.split(filled).map((part) => ops.reshape(part, [parts, each, ...part.shape.slice(1)]));
    const kept = ops.subtract(1, damp);
    const factor = ops.divide(-1, scale);
    /** What vectors become with a batch, and `more`. */
    const change = (vectors: readonly Tensor[], batch: Tensor, more?: readonly Tensor[]) => {
      const held = vectors.map((v) => v.mul(kept));
      return hessians.addProducts(more ? sums(held, more) : held, batch, factor, vectors);
    };
    const forward = (held: readonly Tensor[], batch: Tensor) => [change(held, batch, start), null] as const;
    const backward = ([term, total]: readonly [Tensor[], Tensor[]], batch: Tensor) => {
      const next = change(term, batch);
      return [[next, sums(total, next)], null] as const;
    };
    const [found] = kind.startsWith('forward')
      ? (lax.scan(forward as never, start as never, batches) as unknown as [Tensor[]])
      : (
          lax.scan(backward as never, [start, start] as never, ops.flip(batches, 0)) as unknown as [
            [Tensor[], Tensor[]],
          ]
        )[0].slice(1);
    const flat = found!.map((part) => ops.reshape(part, [parts * each, ...part.shape.slice(2)]));
    return ops.slice(hessians.join(flat), [0, 0], [count, size]);
  });

  /**
   * The importance of training examples, by their numbers, for each test example; batches are drawn from the training inputs.
   *
   * @param options batchSize of the batches, damp, scale, recursionDepth; seed of what is drawn
   */
  async attribute(
    XTest: Tensor,
    trainIdx: readonly number[],
    { batchSize = 1, recursionDepth = 100, ...options }: InfluenceOptions & { readonly batchSize?: number } = {},
  ): Promise<Tensor> {
    const all = this.trainingInputs;
    const key = random.PRNGKey(options.seed ?? random.makeDefaultSeed());
    const drawn = random.randint(key as never, [recursionDepth * batchSize], 0, all.shape[0]!) as Tensor;
    const batches = ops.reshape(ops.take(all, ops.cast(drawn, 'int32'), { axis: 0 }), [
      recursionDepth,
      batchSize,
      ...all.shape.slice(1),
    ] as number[]);
    return this.#influence(this.trainingRows(trainIdx), XTest, batches, all.shape[0]!, options);
  }

  /**
   * The same for all examples of two loaders; the batches are the first `recursionDepth` of a third.
   *
   * @returns [tests, trainings]
   */
  async attributeLoader(
    _device: unknown,
    trainLoader: Batches,
    testLoader: Batches,
    trainLoaderReplacement: Batches,
    recursionDepth: number | InfluenceOptions = 100,
    damp: number | InfluenceOptions = 1e-3,
    scale: number | InfluenceOptions = 1000,
    options: InfluenceOptions = {},
  ): Promise<Tensor> {
    const given = [recursionDepth, damp, scale, options].find((each) => typeof each === 'object') as InfluenceOptions;
    const settings = {
      ...given,
      ...(typeof damp === 'number' && given.damp === undefined && { damp }),
      ...(typeof scale === 'number' && given.scale === undefined && { scale }),
    };
    const depth = typeof recursionDepth === 'number' ? recursionDepth : (given.recursionDepth ?? 100);
    if (!Number.isInteger(depth) || depth < 1)
      throw new ValueError('recursionDepth must be a whole number, 1 or more.', { received: String(depth) });
    const batches: Tensor[] = [];
    while (batches.length < depth) {
      const before = batches.length;
      for await (const batch of inputsIn(trainLoaderReplacement)) {
        batches.push(batch);
        if (batches.length === depth) break;
      }
      if (batches.length === before) break;
    }
    if (batches.length === 0) throw new ValueError('The loader gives no batches.');
    const [size] = batches[0]!.shape;
    // A last batch that is smaller is filled up with its own examples from the front.
    const whole = batches.map((batch) => (batch.shape[0] === size ? batch : filledUp(batch, size!)));
    const train = await inputsOf(trainLoader);
    return this.#influence(train, await inputsOf(testLoader), ops.stack(whole), train.shape[0]!, settings);
  }

  async #influence(
    train: Tensor,
    test: Tensor,
    batches: Tensor,
    count: number,
    { damp = 1e-3, scale = 1000, ...options }: InfluenceOptions,
  ): Promise<Tensor> {
    await evaluate([batches]);
    await this.gradients.findCodes(ops.reshape(batches, [-1, ...batches.shape.slice(2)]).at(':2') as Tensor);
    const onTests = test.shape[0]! < train.shape[0]!;
    const [few, many] = onTests ? [test, train] : [train, test];
    const gradients = ops.concatenate(await this.gradientRows(few, null), 1);
    await evaluate([gradients]);
    const parts: Tensor[] = [];
    const kind = `${onTests ? 'backward' : 'forward'} ${this.gradients.mode}`;
    const [d, s] = [damp, scale].map((value) => ops.convertToTensor(value, 'float32')) as [Tensor, Tensor];
    for (let start = 0; start < few.shape[0]!; start += TOGETHER) {
      const rows = rowsBetween(gradients, start, Math.min(few.shape[0]!, start + TOGETHER));
      const part = this.#series(rows, batches, d, s, kind);
      await evaluate([part]);
      parts.push(part);
    }
    const solved = ops.divide(parts.length === 1 ? parts[0]! : ops.concatenate(parts, 0), scale * count);
    const directions = await this.directions(options);
    const split = this.gradients.splitRows(solved);
    const rows = directions
      ? [split.map((part, i) => ops.matmul(part, directions[i]!)).reduce((a, b) => a.add(b))]
      : split;
    const products = await this.products(rows, many, directions);
    const found = onTests ? products : ops.transpose(products);
    await evaluate([found]);
    return found;
  }

  override toString(): string {
    return 'Influence Functions';
  }
}
