import { type DType, KerasTensor, ops, type SymbolicShape, type Tensor, tensor, ValueError } from '@org/core';
import {
  bindOptions,
  formatShape,
  hashCross,
  hashCrossed,
  hashesOfTexts,
  isInteger,
  show,
  texts,
} from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { buildAtInit, Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configOf } from '../serialization/configuration.js';
import { encodeCategories, encodedShape } from './encode-categories.js';
import { type HashInput, hashTensor, isUnknownText, knownValues, ofUnknownTexts } from './hash-inputs.js';
import { HASHED_CROSSING_PARAMETERS, type HashedCrossingArguments } from './signatures.js';
import { assertDense } from './sparse.js';

export interface HashedCrossingOptions extends LayerOptions {
  /** How many bins there are. */
  numBins: number;
  /** 'int': the number of the bin; 'one_hot': a vector. */
  outputMode?: 'int' | 'one_hot';
  /** Kept for Keras; tensors are dense here. */
  sparse?: boolean;
}

/**
 * Spreads the combinations of several features over so many bins, by a hash: TensorFlow's, so that each has the bin that it has there.
 *
 * Inputs: a list of at least two tensors of texts or whole numbers, all of shape `[batch, 1]`, `[batch]` or `[]`; outputs: that shape as
 * int32, or vectors `[batch, numBins]`.
 *
 * @throws ValueError for another mode, and in a call for inputs of other shapes or types
 * @example
 * new HashedCrossing(5)([['A', 'B', 'A'], [101, 101, 102]]); // [1, 4, 3]
 */
export class HashedCrossing extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'HashedCrossing');

  readonly numBins: number;
  readonly outputMode: 'int' | 'one_hot';
  readonly sparse = false;

  constructor(...args: HashedCrossingArguments) {
    const options = bindOptions(HASHED_CROSSING_PARAMETERS, args);
    const { numBins, outputMode = 'int' } = options;
    super({ name: options.name, dtype: options.dtype ?? (outputMode === 'int' ? 'int64' : null) });
    assertDense('HashedCrossing', options.sparse);
    if (!['int', 'one_hot'].includes(outputMode)) {
      throw new ValueError('Unknown value for `output_mode` argument of HashedCrossing.', {
        expected: "'int' or 'one_hot'",
        received: `output_mode=${String(outputMode)}`,
      });
    }
    this.numBins = positiveInteger(numBins, 'numBins');
    this.outputMode = outputMode;
    this.autocast = false;
    buildAtInit(this);
  }

  /** Each of the inputs is an array of its own. */
  override invoke(inputs: unknown, ...others: readonly unknown[]): unknown {
    return super.invoke(Array.isArray(inputs) ? inputs.map(hashTensor) : inputs, ...others);
  }

  override call(inputs: readonly HashInput[]): Tensor {
    const columns = this.#columns(inputs);
    if (columns.some(isUnknownText)) {
      const symbols = columns.map(({ shape, dtype }) => new KerasTensor(shape, dtype));
      return ofUnknownTexts('HashedCrossing', () => this.computeOutputSpec(symbols));
    }
    const bins = this.#cross(columns);
    return encodeCategories(bins, { outputMode: this.outputMode, depth: this.numBins, dtype: this.#outputDtype });
  }

  /** @throws ValueError unless there are several, of one shape that is that of scalars */
  #columns(inputs: unknown): Tensor[] {
    if (!Array.isArray(inputs)) {
      throw new ValueError('`HashedCrossing` should be called on a list of inputs.', { received: String(inputs) });
    }
    if (inputs.length < 2) {
      throw new ValueError('`HashedCrossing` should be called on at least two inputs.', {
        received: `${inputs.length}`,
      });
    }
    const columns = inputs.map(hashTensor);
    const shapes = columns.map(({ shape }) => shape);
    const [first] = shapes as [SymbolicShape];
    const received = shapes.map(formatShape).join(', ');
    if (first.length > 2 || (first.length === 2 && first[1] !== 1)) {
      throw new ValueError('All `HashedCrossing` inputs should have shape `()`, `(batch_size)` or `(batch_size, 1)`.', {
        received,
      });
    }
    if (shapes.some((shape) => formatShape(shape) !== formatShape(first))) {
      throw new ValueError('All `HashedCrossing` inputs should have equal shape.', { received });
    }
    if (columns.some(({ dtype }) => dtype !== 'string' && !isInteger(dtype))) {
      throw new ValueError('All `HashedCrossing` inputs should have an integer or string dtype.', {
        received: columns.map(({ dtype }) => dtype).join(', '),
      });
    }
    return columns;
  }

  #cross(columns: readonly Tensor[]): Tensor {
    const { numBins } = this;
    const known = columns.map(knownValues);
    const { shape } = columns[0]!;
    if (known.some((values) => values === null)) {
      return ops.cast(hashCrossed(columns.map(crossable), numBins), 'int32');
    }
    const binOf = (_: unknown, i: number): number =>
      hashCross(
        known.map((values) => values![i]!),
        numBins,
      );
    return tensor(Int32Array.from(known[0]! as ArrayLike<unknown>, binOf), shape);
  }

  /** Whole numbers have 32 bits, as on JAX. */
  get #outputDtype(): DType {
    return this.variableDtype === 'int64' ? 'int32' : this.variableDtype;
  }

  override computeOutputSpec(inputs: readonly KerasTensor[]): KerasTensor {
    return new KerasTensor(this.computeOutputShape(inputs.map(({ shape }) => shape)), this.#outputDtype);
  }

  override computeOutputShape(inputShape: InputShape): SymbolicShape {
    const shapes = inputShape as readonly SymbolicShape[];
    if (!Array.isArray(inputShape) || shapes.length < 2 || !shapes.every(Array.isArray)) {
      throw new ValueError('Expected as input a list of tensors.', {
        received: `input_shape=${show(inputShape)}`,
      });
    }
    const first = shapes[0]!;
    if (shapes.some((shape) => shape.at(-1) !== first.at(-1))) {
      throw new ValueError('Expected the input tensors to have identical shapes.', {
        received: `input_shape=${show(inputShape)}`,
      });
    }
    return encodedShape(first, this.outputMode, this.numBins);
  }

  override getConfig(): Record<string, unknown> {
    const { name } = this;
    return { ...configOf(this, ['numBins', 'outputMode', 'sparse']), name, dtype: this.dtype };
  }
}

/** A column as it takes part in a graph: of texts, which no graph holds, their hashes. */
function crossable(column: Tensor): Tensor | readonly [Tensor, Tensor] {
  const own = column[texts]();
  return own ? hashesOfTexts(own, column.shape) : column;
}
