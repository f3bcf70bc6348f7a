/** torch's losses: of all elements the mean, the sum, or each. */
import { ops, type Tensor, ValueError } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Module } from './module.js';

/** What is made of the losses of elements. */
export type Reduction = 'mean' | 'sum' | 'none';

const PARAMETERS = ['reduction'] as const;
type Arguments = PythonArguments<typeof PARAMETERS, [reduction?: Reduction]>;

const REDUCTIONS: Readonly<Record<Reduction, (losses: Tensor) => Tensor>> = {
  mean: (losses) => ops.mean(losses),
  sum: (losses) => ops.sum(losses),
  none: (losses) => losses,
};

abstract class Loss extends Module {
  readonly reduction: Reduction;

  /** @throws ValueError for another reduction */
  constructor(...args: Arguments) {
    super();
    [this.reduction = 'mean'] = bindArguments(new.target.name, PARAMETERS, 0, args) as [Reduction?];
    if (!Object.hasOwn(REDUCTIONS, this.reduction))
      throw new ValueError(`${this.reduction} is not a valid value for reduction.`, {
        expected: `one of ${Object.keys(REDUCTIONS).join(', ')}`,
      });
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return REDUCTIONS[this.reduction](this.elements(input, target));
  }

  protected abstract elements(input: Tensor, target: Tensor): Tensor;
}

/**
 * The mean of the squared differences, or their sum.
 *
 * @example
 * await new MSELoss()(tensor([1, 2]), tensor([1, 4])).item(); // 2
 */
export class MSELoss extends Loss {
  protected elements(input: Tensor, target: Tensor): Tensor {
    return ops.square(ops.subtract(input, target));
  }
}

/** The mean of the absolute differences, or their sum. Its derivative where two are equal is 0. */
export class L1Loss extends Loss {
  protected elements(input: Tensor, target: Tensor): Tensor {
    return ops.abs(ops.subtract(input, target));
  }
}

/** Minus the mean log probability of the labels, by logits `[N, classes]`; or the sum. */
export class CrossEntropyLoss extends Loss {
  protected elements(input: Tensor, target: Tensor): Tensor {
    const classes = input.shape[input.rank - 1]!;
    const chosen = ops.multiply(ops.logSoftmax(input), ops.oneHot(target, classes));
    return ops.negative(ops.sum(chosen, -1));
  }
}
