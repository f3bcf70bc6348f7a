import { type Display, displayOf, inspect, jupyter } from '../display/tensor-text.js';
import { type DType, standardizeDType } from '../dtype.js';
import { entered } from '../entered.js';
import { AttributeError, NotImplementedError, ValueError } from '../errors.js';
import { OpOperation } from '../ops/support/op-operation.js';
import { autoName } from '../python/naming.js';
import { bindArguments, type PythonArguments } from '../python/python-call.js';
import { formatShape, type Shape } from '../shape.js';
import { Tensor } from '../tensor/tensor.js';
import { elements } from '../tensor/tensor-base.js';
import type { Operation } from './operation.js';
import { symbolicResult } from './symbolic-result.js';
import { installSymbols } from './symbols.js';

/** Sizes of which some are unknown (`null`, Python's None). */
export type SymbolicShape = readonly (number | null)[];

/** Which call of which operation made a symbolic tensor, and which of its outputs it is. */
export interface KerasHistory {
  readonly operation: Operation;
  readonly nodeIndex: number;
  readonly tensorIndex: number;
}

const PARAMETERS = ['shape', 'dtype', 'sparse', 'ragged', 'recordHistory', 'name'] as const;
type KerasTensorParameters = [
  shape: SymbolicShape,
  dtype?: DType,
  sparse?: boolean,
  ragged?: boolean,
  recordHistory?: boolean,
  name?: string | null,
];

function standardizeShape(shape: unknown): SymbolicShape {
  const isSize = (dim: unknown) => dim === null || (Number.isSafeInteger(dim) && (dim as number) >= 0);
  if (Array.isArray(shape) && shape.every(isSize)) return shape as SymbolicShape;
  throw new ValueError('This is not a shape.', {
    expected: 'an array of sizes, null where one is unknown',
    received: Array.isArray(shape) ? formatShape(shape) : String(shape),
  });
}

/**
 * A tensor without a value: the currency of the functional API. Ops and layers called on it record the call; unknown sizes are
 * `null` in its shape.
 */
export class KerasTensor extends Tensor {
  static {
    installSymbols({
      type: this,
      result: symbolicResult,
      call: (definition, settings, inputs, given) =>
        new OpOperation(definition, settings, null, inputs).symbolicCall(...given),
    });
  }

  history: KerasHistory | null = null;
  readonly name: string;
  /** As declared; values are dense all the same. */
  readonly sparse: boolean;
  readonly ragged: boolean;
  /** Whether calls on it are recorded. */
  readonly recordHistory: boolean;

  /** @throws ValueError for something that is no shape */
  constructor(...args: PythonArguments<typeof PARAMETERS, KerasTensorParameters>) {
    const [shape, dtype, sparse, ragged, recordHistory, name] = bindArguments(
      'KerasTensor',
      PARAMETERS,
      1,
      args,
    ) as unknown as Partial<KerasTensorParameters> & [unknown];
    super(standardizeShape(shape) as Shape, standardizeDType(dtype));
    if (sparse && ragged) throw new ValueError('A KerasTensor cannot be both sparse and ragged.');
    this.sparse = sparse ?? false;
    this.ragged = ragged ?? false;
    this.recordHistory = recordHistory ?? true;
    this.name = name ?? autoName('KerasTensor');
    for (const attribute of ['shape', 'dtype', 'sparse', 'ragged'] as const) fix(this, attribute);
  }

  /** @throws NotImplementedError */
  // biome-ignore lint/correctness/useYield: there is nothing to yield
  override *[Symbol.iterator](): IterableIterator<never> {
    throw new NotImplementedError('A symbolic tensor cannot be iterated over.', {
      received: String(this),
      hint: 'ops.unstack() gives its slices along an axis.',
    });
  }

  override get size(): number {
    throw new ValueError('A symbolic tensor has no size.', { received: String(this) });
  }

  override async item(): Promise<never> {
    return this[elements]();
  }

  override async [elements](): Promise<never> {
    throw new ValueError('A symbolic tensor has no value.', {
      received: String(this),
      hint: 'build a Model from its inputs and outputs and call that on data.',
    });
  }

  override toJSON(): never {
    throw new ValueError('A symbolic tensor has no value that JSON could hold.', { received: String(this) });
  }

  override toString(): string {
    const { shape, dtype, sparse, ragged, name } = this;
    return `<KerasTensor shape=${formatShape(shape)}, dtype=${dtype}, sparse=${sparse}, ragged=${ragged}, name=${name}>`;
  }

  override [inspect](): string {
    return this.toString();
  }

  override [jupyter](): Display {
    return displayOf(this.toString(), null);
  }
}

/** Makes an attribute refuse other values. */
function fix(tensor: KerasTensor, attribute: 'shape' | 'dtype' | 'sparse' | 'ragged'): void {
  const value = tensor[attribute];
  Object.defineProperty(tensor, attribute, {
    enumerable: true,
    get: () => value,
    set: entered(() => {
      throw new AttributeError(`The attribute \`${attribute}\` of a KerasTensor cannot be changed.`);
    }),
  });
}
