import {
  type DType,
  KerasTensor,
  ops,
  PythonTypeError,
  type SymbolicShape,
  type Tensor,
  tensor,
  ValueError,
} from '@org/core';
import {
  bindOptions,
  type HashKey,
  hashBucket,
  hashBucketFast,
  hashBucketStrong,
  show,
  texts,
} from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { buildAtInit, Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { encodeCategories, encodedShape, type OutputMode } from './encode-categories.js';
import { type HashInput, hashTensor, isUnknownText, knownValues, ofUnknownTexts } from './hash-inputs.js';
import { HASHING_PARAMETERS, type HashingArguments } from './signatures.js';
import { assertDense } from './sparse.js';

export interface HashingOptions extends LayerOptions {
  /** How many bins there are, with that of `maskValue`. */
  numBins: number;
  /** A value that has bin 0 for itself. */
  maskValue?: string | number | null;
  /** The key of SipHash, both halves or the same for both; without, FarmHash64 is used. */
  salt?: number | readonly [number, number] | null;
  /** 'int': the number of the bin; the others as in {@link CategoryEncoding}. */
  outputMode?: OutputMode;
  /** Kept for Keras; tensors are dense here. */
  sparse?: boolean;
}

/**
 * Spreads texts or whole numbers over so many bins, by a hash: TensorFlow's, so that each has the bin that it has there.
 *
 * Inputs: any shape; outputs: that shape as int32, or as `outputMode` says.
 *
 * @throws ValueError unless numBins is positive, the salt one or two integers, and the dtype in mode 'int' an integer type
 * @example
 * new Hashing(3)(['A', 'B', 'C', 'D', 'E']); // [1, 0, 1, 1, 2]
 */
export class Hashing extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Hashing');

  static override readonly parameters = /* @__PURE__ */ configNames(HASHING_PARAMETERS, { first: ['numBins', 'salt'] });

  readonly numBins: number;
  readonly maskValue: string | number | null;
  readonly salt: readonly [number, number] | null;
  readonly outputMode: OutputMode;
  readonly sparse = false;

  constructor(...args: HashingArguments) {
    const options = bindOptions(HASHING_PARAMETERS, args);
    const { numBins, maskValue = null, salt = null, outputMode = 'int' } = options;
    super({ ...options, dtype: options.dtype ?? (outputMode === 'int' ? 'int64' : null) });
    if (!Number.isSafeInteger(numBins) || numBins <= 0) {
      throw new ValueError('The `num_bins` for `Hashing` cannot be `None` or non-positive values.', {
        received: `num_bins=${numBins}`,
      });
    }
    if (outputMode === 'int' && !['int32', 'int64'].includes(this.dtypePolicy.name)) {
      throw new ValueError('When `output_mode="int"`, `dtype` should be an integer type.', {
        expected: "'int32' or 'int64'",
        received: `dtype=${this.dtypePolicy.name}`,
      });
    }
    if (!['int', 'one_hot', 'multi_hot', 'count'].includes(outputMode)) {
      throw new ValueError('Invalid value for argument `output_mode`.', {
        expected: "one of 'int', 'one_hot', 'multi_hot', 'count'",
        received: `output_mode=${String(outputMode)}`,
      });
    }
    assertDense('Hashing', options.sparse);
    this.numBins = numBins;
    this.maskValue = maskValue;
    this.salt = saltPair(salt);
    this.outputMode = outputMode;
    this.autocast = false;
    buildAtInit(this);
  }

  override call(inputs: HashInput): Tensor {
    const x = hashTensor(inputs);
    if (isUnknownText(x))
      return ofUnknownTexts('Hashing', () => this.computeOutputSpec(new KerasTensor(x.shape, 'string')));
    const bins = this.#binsOf(x);
    const values = this.#isColumn(bins.shape) ? ops.squeeze(bins, -1) : bins;
    return encodeCategories(values, { outputMode: this.outputMode, depth: this.numBins, dtype: this.#outputDtype });
  }

  /** Of a column, 'one_hot' makes a vector for each row. */
  #isColumn(shape: SymbolicShape): boolean {
    return this.outputMode === 'one_hot' && shape.at(-1) === 1;
  }

  #binsOf(x: Tensor): Tensor {
    const { numBins, maskValue } = this;
    if (maskValue !== null && (typeof maskValue === 'string') !== (x.dtype === 'string')) {
      throw new PythonTypeError('The inputs of Hashing are of another type than its `mask_value`.', {
        expected: typeof maskValue === 'string' ? 'texts' : 'numbers',
        received: x.dtype,
      });
    }
    const isMasking = maskValue !== null && numBins > 1;
    const bins = isMasking ? numBins - 1 : numBins;
    if (x.dtype === 'string') {
      const binOf = (text: string): number => (isMasking && text === maskValue ? -1 : this.#binOf(text, bins));
      return tensor(
        Int32Array.from(x[texts]()!, (text) => binOf(text) + Number(isMasking)),
        x.shape,
      );
    }
    const hashed = this.#hashNumbers(x, bins);
    return isMasking ? ops.where(ops.equal(x, maskValue as number), 0, hashed.add(1)) : hashed;
  }

  get #key(): HashKey | null {
    return this.salt && (this.salt.map((half) => BigInt.asUintN(64, BigInt(half))) as unknown as HashKey);
  }

  #binOf(text: string, bins: number): number {
    const key = this.#key;
    return key ? hashBucketStrong(text, bins, key) : hashBucketFast(text, bins);
  }

  #hashNumbers(x: Tensor, bins: number): Tensor {
    if (x.dtype === 'bool') return ops.where(x, this.#binOf('true', bins), this.#binOf('false', bins));
    const values = knownValues(x);
    if (values === null) return ops.cast(hashBucket(x, bins, this.#key), 'int32');
    return tensor(
      Int32Array.from({ length: values.length }, (_, i) => this.#binOf(String(values[i]), bins)),
      x.shape,
    );
  }

  /** Whole numbers have 32 bits, as on JAX. */
  get #outputDtype(): DType {
    return this.variableDtype === 'int64' ? 'int32' : this.variableDtype;
  }

  override computeOutputSpec(inputs: KerasTensor): KerasTensor {
    return new KerasTensor(this.computeOutputShape(inputs.shape), this.#outputDtype);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const shape = this.#isColumn(inputShape) ? inputShape.slice(0, -1) : inputShape;
    return encodedShape(shape, this.outputMode, this.numBins);
  }
}

/** @throws ValueError unless it is one integer or a pair of them */
function saltPair(salt: unknown): readonly [number, number] | null {
  if (salt === null) return null;
  const pair = typeof salt === 'number' ? [salt, salt] : salt;
  if (Array.isArray(pair) && pair.length === 2 && pair.every(Number.isSafeInteger)) return [pair[0], pair[1]];
  throw new ValueError('The `salt` argument for `Hashing` can only be a list of 2 integers, or a single integer.', {
    received: `salt=${show(salt)}`,
  });
}
