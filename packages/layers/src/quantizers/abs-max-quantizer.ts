import { type DType, epsilon, type Tensor, ValueError } from '@org/core';
import { bindArguments, bindOptions, requireKind } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { absMaxQuantize, type ValueRange } from './abs-max-quantize.js';
import { Quantizer } from './quantizer.js';
import { ABS_MAX_QUANTIZER_PARAMETERS, type AbsMaxQuantizerArguments } from './signatures.js';

export interface AbsMaxQuantizerOptions {
  /** Along which axes numbers have one scale in common; calls may give others. */
  axis?: number | readonly number[] | null;
  /** The smallest and the largest whole number. */
  valueRange?: readonly [low: number, high: number];
  /** Added to the largest value, so that nothing is divided by zero. */
  epsilon?: number;
  outputDtype?: string;
}

/**
 * Whole numbers in proportion to the largest absolute value: see {@link absMaxQuantize}.
 *
 * @throws ValueError for a range that int8 does not hold
 * @example
 * const [whole, scale] = new quantizers.AbsMaxQuantizer({ axis: -1 })([[0.5, -1, 2]]);
 */
export class AbsMaxQuantizer extends Quantizer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.quantizers',
    name: 'AbsMaxQuantizer',
  });

  readonly axis: readonly number[] | null;
  readonly valueRange: ValueRange;
  readonly epsilon: number;

  constructor(...args: AbsMaxQuantizerArguments) {
    const options = bindOptions(ABS_MAX_QUANTIZER_PARAMETERS, args);
    super({ outputDtype: options.outputDtype ?? 'int8' });
    const { axis = null } = options;
    requireKind('AbsMaxQuantizer', 'axis', axis);
    this.axis = axis === null ? null : typeof axis === 'number' ? [axis] : [...axis];
    this.valueRange = options.valueRange ?? [-127, 127];
    this.epsilon = options.epsilon ?? epsilon();
    const [low, high] = this.valueRange;
    if (this.outputDtype === 'int8' && (low < -128 || high > 127)) {
      throw new ValueError('int8 does not hold this range.', {
        expected: 'a valueRange within [-128, 127]',
        received: `[${this.valueRange}]`,
      });
    }
  }

  override call(x: Tensor, ...rest: readonly unknown[]): [quantized: Tensor, scale: Tensor] {
    const [axis] = bindArguments('AbsMaxQuantizer', ['axis', 'toNumpy'], 0, rest) as [
      number | readonly number[] | null,
    ];
    return absMaxQuantize(x, axis ?? this.axis ?? -1, this.valueRange, this.outputDtype as DType, this.epsilon);
  }

  override getConfig(): Record<string, unknown> {
    const { axis, valueRange, epsilon: smallest, outputDtype } = this;
    return {
      value_range: valueRange,
      epsilon: smallest,
      output_dtype: outputDtype,
      ...(axis && { axis }),
    };
  }
}
