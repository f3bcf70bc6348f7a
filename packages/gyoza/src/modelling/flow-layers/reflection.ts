import { floatx, ops, random, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import { constraints, type LayerOptions } from '@org/layers';
import { AssertionError } from '../../errors.js';
import { FLOW_LAYERS, registered } from '../../register.js';
import { product, range } from '../../utilities/numbers.js';
import { flattenAlongAxes, moveAxis } from '../../utilities/tensors.js';
import { FlowLayer, type FlowOutputs, noChange } from './flow-layer.js';
import { REFLECTION_PARAMETERS, type ReflectionArguments } from './signatures.js';

export interface ReflectionOptions extends LayerOptions {
  /** The sizes of the inputs along the axes. */
  shape: readonly number[];
  /** The axes that are transformed: ascending, none of them the batch axis 0. */
  axes: readonly number[];
  /** How many reflections follow each other, at least one. */
  reflectionCount: number;
}

/**
 * Reflects the inputs, flattened along the axes, at hyperplanes whose normals are trained (Householder). Volumes stay. The normals have norm 1;
 * they are normalized after each update of an optimizer, not when they are assigned.
 *
 * @throws AssertionError for less than one reflection
 * @example
 * const [y] = new Reflection([4], [1], 2)(x);
 */
export class Reflection extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Reflection', FLOW_LAYERS);

  readonly _reflectionCount_: number;
  /** `[reflections, elements]` */
  readonly _reflectionNormals_: Variable;

  constructor(...args: ReflectionArguments) {
    const { reflectionCount, ...options } = bindOptions(REFLECTION_PARAMETERS, args);
    super(options);
    if (!(Number.isInteger(reflectionCount) && reflectionCount >= 1)) {
      throw new AssertionError('A reflection layer has at least one reflection.', {
        received: JSON.stringify(reflectionCount),
      });
    }
    this._reflectionCount_ = reflectionCount;
    this._reflectionNormals_ = this.addWeight({
      shape: [reflectionCount, product(this._shape_)],
      initializer: (shape: readonly number[]) => ops.normalize(random.uniform(shape, -1, 1, floatx()), 1),
      dtype: floatx(),
      name: 'reflection_normals',
      constraint: new constraints.UnitNorm({ axis: 1 }),
    });
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [this.#reflected(inputs, range(this._reflectionCount_)), noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return this.#reflected(outputs, range(this._reflectionCount_).reverse());
  }

  protected override _determinant_(x: Tensor): Tensor {
    return noChange(x);
  }

  #reflected(x: Tensor, order: readonly number[]): Tensor {
    const [axis] = this._axes_ as [number];
    const flat = moveAxis(flattenAlongAxes(x, this._axes_), axis, -1);
    const reflected = order.reduce((each, i) => {
      const normal = this._reflectionNormals_.value.at(i);
      return each.sub(each.mul(normal).sum(-1, true).mul(2).mul(normal));
    }, flat);
    return ops.reshape(moveAxis(reflected, -1, axis), x.shape);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), reflection_count: this._reflectionCount_ };
  }
}
