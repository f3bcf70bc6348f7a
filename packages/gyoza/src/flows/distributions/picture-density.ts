import { ops, random, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../../register.js';
import { numbersOf } from '../../utilities/numbers.js';
import { assertSamples, BaseDistribution, type SampleOptions, seedsOf } from '../base-distribution.js';
import { PICTURE_DENSITY_PARAMETERS, type PictureDensityArguments } from './signatures.js';

export interface PictureDensityOptions extends LayerOptions {
  /** Brightness, row by row from the top: `[height, width]`. */
  picture: TensorLike;
  /** The picture's left lower corner. */
  low?: readonly [x: number, y: number];
  /** Its right upper corner. */
  high?: readonly [x: number, y: number];
}

/**
 * A density in the plane as a picture shows it, the same all over a pixel and proportional to its brightness (normflows's `ImagePrior`).
 *
 * @throws ValueError for a picture that is all black, or has negative numbers
 * @example
 * const density = new PictureDensity([[0, 1], [1, 0]]);
 * const samples = density.sample([100, 2], { seed: 1 });
 */
export class PictureDensity extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'PictureDensity', FLOWS);

  readonly #numbers: readonly number[];
  readonly #sides: readonly [height: number, width: number];
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];

  constructor(...args: PictureDensityArguments) {
    const { picture, low = [-3, -3], high = [3, 3], ...options } = bindOptions(PICTURE_DENSITY_PARAMETERS, args);
    super(options);
    const { shape } = ops.convertToTensor(picture);
    const numbers = numbersOf(picture);
    const sum = numbers.reduce((all, each) => all + each, 0);
    if (
      shape.length !== 2 ||
      numbers.some((each) => !(each >= 0)) ||
      !(sum > 0) ||
      !(low[0] < high[0] && low[1] < high[1])
    ) {
      throw new ValueError(
        'A picture shows a density by numbers that are not negative, and lies between two corners.',
        {
          expected: '[height, width], low below high',
          received: `[${shape}], with the sum ${sum}, from [${low}] to [${high}]`,
        },
      );
    }
    this.#numbers = numbers;
    this.#sides = shape as [number, number];
    this.low = low;
    this.high = high;
  }

  /** The logarithms of the densities of the pixels. */
  #logDensities(dtype: Tensor['dtype']): Tensor {
    const [height, width] = this.#sides;
    const area = ((this.high[0] - this.low[0]) * (this.high[1] - this.low[1])) / (height * width);
    const sum = this.#numbers.reduce((all, each) => all + each, 0);
    return ops.cast(
      tensor(
        this.#numbers.map((each) => Math.log(each / sum / area)),
        [height * width],
        'float64',
      ),
      dtype,
    );
  }

  override logProb(z: Tensor): Tensor {
    assertSamples(this, z.shape, [2]);
    const [height, width] = this.#sides;
    const across = z
      .at(':', 0)
      .sub(this.low[0])
      .div(this.high[0] - this.low[0])
      .mul(width);
    const down = ops
      .subtract(this.high[1], z.at(':', 1))
      .div(this.high[1] - this.low[1])
      .mul(height);
    const isInside = [across, down]
      .map((each, i) => each.greaterEqual(0).logicalAnd(each.less(i === 0 ? width : height)))
      .reduce((all, each) => all.logicalAnd(each));
    const at = (each: Tensor, size: number) => ops.cast(ops.clip(ops.floor(each), 0, size - 1), 'int32');
    const place = at(down, height).mul(width).add(at(across, width));
    return ops.where(isInside, ops.take(this.#logDensities(z.dtype), place), Number.NEGATIVE_INFINITY);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [2]);
    const [count] = shape;
    const [ofPixels, ofPlaces] = seedsOf(seed, 2);
    const [height, width] = this.#sides;
    const within = random.uniform([count!, 2], 0, 1, { seed: ofPlaces });
    const logits = ops.expandDims(this.#logDensities(within.dtype), 0);
    const pixel = ops.cast(ops.reshape(random.categorical(logits, count!, { seed: ofPixels }), [count!]), 'int32');
    const [row, column] = [ops.floorDivide(pixel, width), ops.mod(pixel, width)].map((each) =>
      ops.cast(each, within.dtype),
    );
    const across = column!.add(within.at(':', 0)).div(width);
    const up = ops.subtract(1, row!.add(within.at(':', 1)).div(height));
    const scaled = (each: Tensor, i: 0 | 1) => each.mul(this.high[i] - this.low[i]).add(this.low[i]);
    return ops.stack([scaled(across, 0), scaled(up, 1)], -1);
  }

  override getConfig(): Record<string, unknown> {
    const [height, width] = this.#sides;
    const picture = Array.from({ length: height }, (_, row) => this.#numbers.slice(row * width, (row + 1) * width));
    return { ...super.getConfig(), picture, low: this.low, high: this.high };
  }
}
