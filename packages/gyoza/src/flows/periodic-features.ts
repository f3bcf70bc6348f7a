import { ops, type SymbolicShape, type Tensor, tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { Layer, type LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../register.js';
import { range } from '../utilities/numbers.js';
import { PERIODIC_FEATURES_PARAMETERS, type PeriodicFeaturesArguments } from './signatures.js';

export interface PeriodicFeaturesOptions extends LayerOptions {
  /** Which elements of the last axis are on circles, by their places. */
  elements: readonly number[];
  /** The circle goes from minus this to this. */
  bound?: number;
}

/**
 * Of elements on circles the sine and the cosine, in front of the other elements: what a network sees of them has no seam. (No flow layer: it
 * is the beginning of a network of a coupling.)
 *
 * @throws ValueError for places that are none, or a bound that is not positive
 * @example
 * const features = new PeriodicFeatures([0, 2], { bound: Math.PI })(x); // shape [10, 6]
 */
export class PeriodicFeatures extends Layer {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'PeriodicFeatures', FLOWS);

  readonly elements: readonly number[];
  readonly bound: number;

  constructor(...args: PeriodicFeaturesArguments) {
    const { elements, bound = 3, ...options } = bindOptions(PERIODIC_FEATURES_PARAMETERS, args);
    super(options);
    if (!elements.every((each) => Number.isInteger(each) && each >= 0) || !(bound > 0)) {
      throw new ValueError('Elements on circles are given by their places, and circles have a positive bound.', {
        received: `elements [${elements}], bound ${bound}`,
      });
    }
    this.elements = [...elements];
    this.bound = bound;
  }

  override call(inputs: Tensor): Tensor {
    const size = inputs.shape.at(-1)!;
    const [circles, others] = [true, false].map((is) => range(size).filter((i) => this.elements.includes(i) === is));
    if (circles!.length !== new Set(this.elements).size) {
      throw new ValueError('Elements on circles are some of the inputs.', {
        expected: `places below ${size}`,
        received: `[${this.elements}]`,
      });
    }
    const taken = (places: readonly number[]) =>
      ops.take(inputs, tensor([...places], [places.length], 'int32'), { axis: -1 });
    const angles = taken(circles!).mul(Math.PI / this.bound);
    return ops.concatenate([ops.sin(angles), ops.cos(angles), ...(others!.length > 0 ? [taken(others!)] : [])], -1);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return [...inputShape.slice(0, -1), inputShape.at(-1)! + new Set(this.elements).size];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), elements: this.elements, bound: this.bound };
  }
}
