import { type DType, KerasTensor, type SymbolicShape, standardizeDType, ValueError } from '@org/core';
import { bindOptions, isPlainObject, OperationNode, show } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { Layer } from '../layer.js';
import { isSaidByFields } from '../recorded-layer.js';
import {
  INPUT_LAYER_PARAMETERS,
  INPUT_PARAMETERS,
  type InputArguments,
  type InputLayerArguments,
} from './signatures.js';

/** Keywords of {@link Input}. */
export interface InputOptions {
  /** Without the batch axis; null where a size is unknown. */
  shape?: SymbolicShape | null;
  batchSize?: number | null;
  dtype?: string | null;
  sparse?: boolean | null;
  ragged?: boolean | null;
  /** With the batch axis, instead of `shape` and `batchSize`. */
  batchShape?: SymbolicShape | null;
  /** The name; by default one made from that of the class. */
  name?: string | null;
  /** An existing symbolic tensor to take shape and dtype from. */
  tensor?: KerasTensor | null;
  /** Whether null may be given for this input. */
  optional?: boolean;
}

export interface InputLayerOptions extends Omit<InputOptions, 'tensor'> {
  inputTensor?: KerasTensor | null;
}

/**
 * The entry of a model: a layer that makes one symbolic tensor. Usually made by {@link Input}.
 *
 * @example
 * const layer = new InputLayer({ shape: [28, 28] });
 * layer.batchShape; // [null, 28, 28]
 */
export class InputLayer extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'InputLayer');

  readonly batchShape: SymbolicShape;
  readonly sparse = false;
  readonly ragged = false;
  readonly optional: boolean;
  readonly #inputDType: DType;

  constructor(...args: InputLayerArguments) {
    const options = bindOptions(INPUT_LAYER_PARAMETERS, withNewNames(args));
    super({ name: options.name ?? null });
    for (const kind of ['sparse', 'ragged'] as const) {
      if (options[kind]) throw new ValueError(`\`${kind}: true\` is not supported.`, { received: `${kind}=true` });
    }
    const { inputTensor = null } = options;
    this.batchShape = inputTensor ? shapeOfTensor(inputTensor, options) : shapeOfOptions(options);
    this.#inputDType = inputTensor?.dtype ?? standardizeDType(options.dtype);
    this.optional = options.optional ?? false;
    new OperationNode(this, [], inputTensor ?? new KerasTensor(this.batchShape, this.#inputDType, { name: this.name }));
    this.built = true;
  }

  override get dtype(): DType {
    return this.#inputDType;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override call(): void {}

  override getConfig(): Record<string, unknown> {
    const { batchShape, dtype, sparse, ragged, name, optional } = this;
    return { batch_shape: [...batchShape], dtype, sparse, ragged, name, optional };
  }
}

/** Keywords by the names that Keras 2 had for them, which old configs hold. */
function withNewNames(args: InputLayerArguments): InputLayerArguments {
  const [options] = args as readonly unknown[];
  if (args.length !== 1 || !isPlainObject(options) || !('inputShape' in options || 'batchInputShape' in options))
    return args;
  const { inputShape, batchInputShape, ...others } = options;
  if (inputShape !== undefined) console.warn('Argument `inputShape` is deprecated. Use `shape` instead.');
  const shapes = {
    ...(inputShape !== undefined && { shape: inputShape }),
    ...(batchInputShape !== undefined && { batchShape: batchInputShape }),
  };
  return [{ ...others, ...shapes }] as unknown as InputLayerArguments;
}

function shapeOfOptions({ shape, batchSize, batchShape }: InputLayerOptions): SymbolicShape {
  if (batchShape && (shape || (batchSize ?? null) !== null)) {
    throw new ValueError(`\`batchShape\` cannot be combined with \`${shape ? 'shape' : 'batchSize'}\`.`, {
      expected: 'either `batchShape`, or `shape` and optionally `batchSize`',
    });
  }
  for (const each of [shape, batchShape]) {
    if (each === null || each === undefined || Array.isArray(each)) continue;
    throw new ValueError('The shape of an input is a list of sizes, null where a size is unknown.', {
      received: show(each),
    });
  }
  const given = batchShape ?? (shape && [batchSize ?? null, ...shape]);
  if (!given)
    throw new ValueError('An input needs a `shape`.', { expected: '`shape` (without the batch axis) or `batchShape`' });
  if (!given.every((dim) => dim === null || (Number.isInteger(dim) && dim >= 0))) {
    throw new ValueError('The shape of an input is a list of sizes, null where a size is unknown.', {
      received: show(given),
    });
  }
  return [...given];
}

function shapeOfTensor(tensor: KerasTensor, { shape, batchSize, batchShape, dtype }: InputLayerOptions): SymbolicShape {
  if (!(tensor instanceof KerasTensor)) {
    throw new ValueError('`inputTensor` must be a symbolic tensor.', { received: String(tensor) });
  }
  const own: SymbolicShape = tensor.shape;
  const same = (a: SymbolicShape, b: SymbolicShape) => JSON.stringify(a) === JSON.stringify(b);
  const conflict =
    (shape && !same(shape, own.slice(1)) && 'shape') ||
    (batchShape && !same(batchShape, own) && 'batchShape') ||
    ((batchSize ?? own[0]) !== own[0] && 'batchSize') ||
    ((dtype ?? tensor.dtype) !== tensor.dtype && 'dtype');
  if (conflict)
    throw new ValueError(`\`${conflict}\` differs from that of \`inputTensor\`.`, { received: String(tensor) });
  return own;
}

/**
 * A symbolic tensor: where a functional model begins.
 *
 * @throws ValueError without a shape, or for contradictory ones
 * @example
 * const x = Input([28, 28, 1]); // shape [null, 28, 28, 1]
 * const model = new Model(x, new Dense(10)(new Flatten()(x)));
 */
export function Input(...args: InputArguments): KerasTensor {
  const { tensor = null, ...options } = bindOptions(INPUT_PARAMETERS, args);
  return new InputLayer({ ...options, inputTensor: tensor }).output as KerasTensor;
}
