import { ops, random, type Tensor, tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../../register.js';
import { range } from '../../utilities/numbers.js';
import { assertSamples, BaseDistribution, type SampleOptions, seedsOf } from '../base-distribution.js';
import { UNIFORM_NORMAL_PARAMETERS, type UniformNormalArguments } from './signatures.js';

export interface UniformNormalOptions extends LayerOptions {
  /** The number of elements. */
  size: number;
  /** Which of them are uniform, by their places; the others are normal. */
  elements: readonly number[];
  /** For each element, or for all, the width of the uniform or the deviation of the normal distribution. */
  scale?: number | readonly number[];
}

/**
 * Vectors of which some elements are uniform around 0, such as angles, and the others normal.
 *
 * @throws ValueError for places that are none, or scales that are not positive
 * @example
 * const base = new UniformNormal(3, [0], { scale: [2 * Math.PI, 1, 1] }); // one angle and two numbers
 */
export class UniformNormal extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'UniformNormal', FLOWS);

  readonly size: number;
  readonly elements: readonly number[];
  readonly scale: number | readonly number[];

  constructor(...args: UniformNormalArguments) {
    const { size, elements, scale = 1, ...options } = bindOptions(UNIFORM_NORMAL_PARAMETERS, args);
    super(options);
    const scales = [scale].flat() as number[];
    const arePlaces = elements.every((each) => Number.isInteger(each) && each >= 0 && each < size);
    const areScales = (typeof scale === 'number' || scales.length === size) && scales.every((each) => each > 0);
    if (!(Number.isInteger(size) && size > 0 && arePlaces && areScales)) {
      throw new ValueError('UniformNormal has some elements, places of those that are uniform, and positive scales.', {
        expected: 'places below the size, one scale, or one for each element',
        received: `size ${size}, elements [${elements}], scale [${scales}]`,
      });
    }
    this.size = size;
    this.elements = [...elements];
    this.scale = scale;
  }

  #parts(dtype: Tensor['dtype']): { areUniform: Tensor; scale: Tensor } {
    const areUniform = range(this.size).map((place) => this.elements.includes(place));
    return {
      areUniform: tensor(areUniform, [this.size], 'bool'),
      scale: ops.cast(ops.convertToTensor(this.scale as number), dtype),
    };
  }

  override logProb(z: Tensor): Tensor {
    assertSamples(this, z.shape, [this.size]);
    const { areUniform, scale } = this.#parts(z.dtype);
    const unit = z.div(scale);
    const uniform = ops.where(ops.abs(unit).lessEqual(0.5), 0, Number.NEGATIVE_INFINITY).cast(z.dtype);
    const normal = unit
      .square()
      .add(Math.log(2 * Math.PI))
      .mul(-0.5);
    return ops.where(areUniform, uniform, normal).sub(scale.log()).sum(-1);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [this.size]);
    const [ofUniform, ofNormal] = seedsOf(seed, 2);
    const normal = random.normal(shape, { seed: ofNormal });
    const { areUniform, scale } = this.#parts(normal.dtype);
    return ops.where(areUniform, random.uniform(shape, -0.5, 0.5, { seed: ofUniform }), normal).mul(scale);
  }

  override expectedValue(shape: readonly number[]): Tensor {
    return ops.zeros([...shape]);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), size: this.size, elements: this.elements, scale: this.scale };
  }
}
