/** torch's losses: means over all elements. */
import { ops, type Tensor } from '@org/core';
import { Module } from './module.js';

/**
 * The mean of the squared differences.
 *
 * @example
 * await new MSELoss()(tensor([1, 2]), tensor([1, 4])).item(); // 2
 */
export class MSELoss extends Module {
  forward(input: Tensor, target: Tensor): Tensor {
    return ops.mean(ops.square(ops.subtract(input, target)));
  }
}

/** The mean of the absolute differences. Its derivative where two are equal is 0. */
export class L1Loss extends Module {
  forward(input: Tensor, target: Tensor): Tensor {
    return ops.mean(ops.abs(ops.subtract(input, target)));
  }
}

/** Minus the mean log probability of the labels, by logits `[N, classes]`. */
export class CrossEntropyLoss extends Module {
  forward(input: Tensor, target: Tensor): Tensor {
    const classes = input.shape[input.rank - 1]!;
    const chosen = ops.multiply(ops.logSoftmax(input), ops.oneHot(target, classes));
    return ops.negative(ops.mean(ops.sum(chosen, -1)));
  }
}
