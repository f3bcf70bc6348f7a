import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions, convert, formatShape } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, predictions } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { CTC_PARAMETERS, type CTCArguments } from './signatures.js';

/** The class that stands for "no label", and that fills up short targets. */
const BLANK = 0;

/**
 * Connectionist temporal classification (Graves et al., 2006): minus the log probability that logits of a longer sequence give to
 * a sequence of labels.
 *
 * @param yTrue labels, shape [batch, maxLength], filled up with 0
 * @param yPred logits, shape [batch, time, classes]; class 0 is blank
 * @throws ValueError for other ranks
 * @example
 * await ctc([[1, 2]], logits).array(); // one loss per sample
 */
export const ctc = /* @__PURE__ */ lossFunction(
  'ctc',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const labels = convert(yTrue, 'int32');
    const logits = predictions(yPred);
    assertRank('yTrue', labels, 2, '[batch, maxLength]');
    assertRank('yPred', logits, 3, '[batch, time, classes]');
    const [batch, time] = logits.shape as [number, number, number];
    const labelLength = labels.notEqual(BLANK).cast('int32').sum(-1);
    return ops.ctcLoss(labels, logits, labelLength, ops.full([batch], time, 'int32'), BLANK);
  },
);

function assertRank(name: string, { ndim, shape }: Tensor, rank: number, expected: string): void {
  if (ndim !== rank) {
    throw new ValueError(`CTC needs ${name} of rank ${rank}.`, { expected, received: formatShape(shape) });
  }
}

export type CTCOptions = LossOptions;

/**
 * Connectionist temporal classification, for labels that are not aligned with the sequence.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new CTC() });
 */
export class CTC extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'CTC',
  });

  constructor(...args: CTCArguments) {
    const options = bindOptions(CTC_PARAMETERS, args);
    super(ctc, { name: 'ctc', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
