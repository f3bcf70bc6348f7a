/** Products of Hessians of encoders that are chains of affine layers. */
import { ops, type Tensor } from '@org/core';
import { type AffineStage, patchesOf, spread, withZeros } from './affine-stages.js';
import { type FirstMatrix, firstMatrix } from './first-matrix.js';
import { type Passed, passedBy } from './passed-stage.js';

/** How a loss depends on codes, to the second order: [N, size] and [N, size, size]. */
export interface Expansion {
  readonly slope: Tensor;
  readonly curvature: Tensor;
}

/** The Hessian of a batch's loss by the matrices of an encoder's stages. */
export class AffineHessian {
  readonly #passed: readonly Passed[];
  /** Derivatives of the loss by the outputs of stages, before what is done to their numbers: [N positions, channels]. */
  readonly #cotangents: readonly Tensor[];
  readonly #curvature: Tensor;
  readonly #first: FirstMatrix | null;

  /**
   * @param x what the encoder gets
   * @param matrices of all stages
   */
  constructor(stages: readonly AffineStage[], x: Tensor, matrices: readonly Tensor[], { slope, curvature }: Expansion) {
    const passed: Passed[] = [];
    for (const [i, stage] of stages.entries()) {
      passed.push(passedBy(stage, i === 0 ? positionsOf(x) : images(passed[i - 1]!.output, stage), matrices[i]!));
    }
    const cotangents = [slope];
    for (let i = stages.length - 1; i > 0; i--) {
      const { stage, kernel } = passed[i]!;
      const back = spread(stage, ops.matmul(cotangents[0]!, ops.transpose(kernel)));
      cotangents.unshift(sloped(ops.reshape(back, passed[i - 1]!.output.shape), passed[i - 1]!.slopes));
    }
    this.#passed = passed;
    this.#cotangents = cotangents;
    this.#curvature = curvature;
    this.#first = firstMatrix(passed, cotangents);
  }

  /** The gradient by the matrices. */
  get gradient(): Tensor[] {
    return this.#passed.map(({ seenBy }, i) => ops.matmul(seenBy, this.#cotangents[i]!));
  }

  /**
   * Products with some rows at once. Tangents go forward, cotangents back, both as products of large matrices.
   *
   * @param rows [rows, ...matrix] for each stage
   */
  times(rows: readonly Tensor[]): Tensor[] {
    const { tangents, seen } = this.#forward(rows);
    // By examples: few products, which are not as small as those of one row.
    const bent = ops.transpose(ops.matmul(ops.transpose(tangents, [1, 0, 2]), this.#curvature), [1, 0, 2]);
    const start = this.#first ? 1 : 0;
    const found: Tensor[] = [];
    for (let i = this.#passed.length - 1, back = bent; i >= start; i--) {
      found.unshift(
        seen[i]
          ? productOf(this.#passed[i]!, back, seen[i]!, this.#cotangents[i]!)
          : ops.matmul(this.#passed[i]!.seenBy, back),
      );
      if (i > start) back = this.#back(i, rows[i]!, back);
      else if (this.#first) found.splice(0, 1, ...this.#first.products(rows, back, found[0]!));
    }
    return found;
  }

  /** Tangents [rows, N, size] of codes, and of what the positions of stages see. */
  #forward(rows: readonly Tensor[]): { tangents: Tensor; seen: (Tensor | null)[] } {
    const seen: (Tensor | null)[] = [];
    let change: Tensor | null = null;
    for (const [i, { stage, kernel, seen: given, slopes }] of this.#passed.entries()) {
      seen.push(null);
      if (i === 0 && this.#first) continue;
      let whole: Tensor = ops.matmul(given, rows[i]!);
      if (change) {
        const patches = patchesOf(stage, images(change, stage));
        whole = whole.add(ops.reshape(ops.matmul(patches, kernel), whole.shape));
        seen[i] = ops.reshape(patches, [whole.shape[0]!, whole.shape[1]!, -1]);
      } else if (i === 1) whole = whole.add(ops.reshape(this.#first!.tangents(rows[0]!), whole.shape));
      change = sloped(whole, slopes);
    }
    return { tangents: change!, seen };
  }

  /** Cotangents [rows, N positions, channels] of a stage to those of the one before. */
  #back(i: number, rows: Tensor, cotangents: Tensor): Tensor {
    const { stage, kernel } = this.#passed[i]!;
    const { output, slopes } = this.#passed[i - 1]!;
    const kernels = ops.slice(rows, [0, 0, 0], [rows.shape[0]!, ...kernel.shape] as number[]);
    const both = ops.reshape(backThrough(cotangents, kernel, this.#cotangents[i]!, kernels), [-1, kernel.shape[0]!]);
    return sloped(ops.reshape(spread(stage, both), [rows.shape[0]!, ...output.shape] as number[]), slopes);
  }
}

/** [..., N positions, channels] as [images, positions, channels]. */
const images = (x: Tensor, { positions }: AffineStage): Tensor => ops.reshape(x, [-1, positions, x.shape.at(-1)!]);

const sloped = (x: Tensor, slopes: Tensor | null): Tensor => (slopes ? x.mul(slopes) : x);

/** [N, C, ...places] with channels last and one axis for places. */
const positionsOf = (x: Tensor): Tensor => ops.transpose(ops.reshape(x, [x.shape[0]!, x.shape[1]!, -1]), [0, 2, 1]);

const transposed = (x: Tensor): Tensor => ops.transpose(x, [0, 2, 1]);

/** Matrices behind one another along an axis of [rows, ...], one of which all rows share. */
function joined(a: Tensor, b: Tensor, axis: number): Tensor {
  const [rows] = (a.rank === 3 ? a : b).shape;
  const whole = [a, b].map((x) => (x.rank === 3 ? x : ops.broadcastTo(x, [rows, ...x.shape] as number[])));
  return ops.concatenate(whole, axis);
}

/*
 * Both of the following are sums of two products. Where it is less to copy than to add, they are one product of matrices that are joined
 * along what is summed over.
 */

/** Cotangents [rows, N positions, channels] by a stage's kernel, and the batch's own by kernels of rows. */
function backThrough(back: Tensor, kernel: Tensor, cotangents: Tensor, kernels: Tensor): Tensor {
  const [numbers, channels] = kernel.shape as [number, number];
  const met = cotangents.shape[0]!;
  if (2 * channels * (met + numbers) < met * numbers)
    return ops.matmul(joined(back, cotangents, 2), transposed(joined(kernel, kernels, 2)));
  const byBack = ops.matmul(ops.reshape(back, [-1, channels]), ops.transpose(kernel));
  const byRows = ops.matmul(cotangents, transposed(kernels));
  return byRows.add(ops.reshape(byBack, byRows.shape));
}

/** What positions see by cotangents of rows, and tangents [rows, N positions, numbers] of what they see by the batch's own. */
function productOf({ seen, seenBy }: Passed, back: Tensor, tangents: Tensor, cotangents: Tensor): Tensor {
  const [met, channels] = cotangents.shape as [number, number];
  if (2 * met < channels) {
    const filled = ops.pad(tangents, [
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
    return ops.matmul(transposed(joined(seen, filled, 1)), joined(back, cotangents, 1));
  }
  return ops.matmul(seenBy, back).add(withZeros(ops.matmul(transposed(tangents), cotangents)));
}
