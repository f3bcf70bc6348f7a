import { ops, type SymbolicShape, type Tensor, ValueError, type Variable, withValues } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { Wrapper, type WrapperOptions } from '../core/wrapper.js';
import { kerasLayer } from '../define-layer.js';
import { TruncatedNormal } from '../initializers/index.js';
import type { InputShape } from '../input-shape.js';
import { InputSpec } from '../input-spec.js';
import type { Layer } from '../layer.js';
import { configNames } from '../serialization/configuration.js';
import { SPECTRAL_NORMALIZATION_PARAMETERS, type SpectralNormalizationArguments } from './signatures.js';

export interface SpectralNormalizationOptions extends WrapperOptions {
  /** Steps of the power iteration in each training call. */
  powerIterations?: number;
}

/**
 * In training, divides the kernel of a layer by its largest singular value, estimated by power iteration (Miyato et al., 2018).
 *
 * @throws ValueError for a layer without kernel or embeddings
 * @example
 * new SpectralNormalization(new Conv2D(8, 3))(images, { training: true });
 */
export class SpectralNormalization extends Wrapper {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'SpectralNormalization');

  static override readonly parameters = /* @__PURE__ */ configNames(SPECTRAL_NORMALIZATION_PARAMETERS);

  readonly powerIterations: number;
  declare kernel: Variable;
  declare vectorU: Variable;

  constructor(...args: SpectralNormalizationArguments) {
    const options = bindOptions(SPECTRAL_NORMALIZATION_PARAMETERS, args);
    const { powerIterations = 1, ...others } = options;
    super(others);
    this.powerIterations = positiveInteger(powerIterations, 'powerIterations');
  }

  override build(inputShape: SymbolicShape): void {
    super.build(inputShape);
    this.inputSpec = new InputSpec({ minNdim: 1, axes: { [-1]: inputShape.at(-1) ?? null } });
    const { kernel, embeddings } = this.layer as Layer & { kernel?: Variable; embeddings?: Variable };
    const weight = kernel ?? embeddings;
    if (!weight) {
      throw new ValueError(
        `The layer ${this.layer.constructor.name} has neither a kernel nor embeddings to normalize.`,
      );
    }
    this.kernel = weight;
    this.vectorU = this.addWeight({
      name: 'vector_u',
      shape: [1, weight.shape.at(-1)!],
      initializer: new TruncatedNormal({ stddev: 0.02 }),
      trainable: false,
      dtype: weight.dtype,
    });
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  override call(inputs: Tensor, { training = false }: { training?: boolean | null } = {}): Tensor {
    const kernel = training ? this.#normalizeKernel() : this.kernel.uncast;
    // Derivatives go through the normalization, but not through the assignment of its result.
    const { result, assigned } = withValues([[this.kernel, kernel]], () => this.layer<Tensor>(inputs));
    for (const [variable, value] of assigned) variable.assign(value);
    return ops.cast(result, inputs.dtype);
  }

  /** Assigns the kernel divided by its largest singular value, and returns it. */
  #normalizeKernel(): Tensor {
    const kernel = this.kernel.value;
    const matrix = ops.reshape(kernel, [-1, kernel.shape.at(-1)!]);
    const unit = (x: Tensor) => ops.normalize(x, { axis: null });
    let u = this.vectorU.value;
    let v = u;
    for (let i = 0; i < this.powerIterations; i++) {
      v = unit(ops.matmul(u, ops.transpose(matrix)));
      u = unit(ops.matmul(v, matrix));
    }
    [u, v] = [ops.stopGradient(u), ops.stopGradient(v)];
    const sigma = ops.matmul(ops.matmul(v, matrix), ops.transpose(u));
    // A kernel of zeros has no direction and stays as it is.
    const isZero = ops.all(ops.equal(kernel, 0));
    this.vectorU.assign(ops.where(isZero, this.vectorU.value, u));
    const normalized = ops.where(isZero, kernel, ops.reshape(kernel.div(sigma), kernel.shape)).cast(this.kernel.dtype);
    this.kernel.assign(normalized);
    return normalized;
  }

  override computeOutputShape(inputShape: SymbolicShape): InputShape {
    return this.layer.computeOutputShape(inputShape);
  }
}
