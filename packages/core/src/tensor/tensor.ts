import { entering } from '../boundaries.js';
import { assertOneCopy } from '../copies.js';
import { type Display, displayOf, inspect, jupyter, tensorText } from '../display/tensor-text.js';
import { type DType, dtypeInfo, isDType, standardizeDType, type TypedArray } from '../dtype.js';
import { enterMethods } from '../entered.js';
import { noStoredGradients, PythonTypeError, UnknownSizeError, ValueError } from '../errors.js';
import { type Node, newestId, type Spec } from '../graph/node.js';
import type { Origin } from '../graph/origin.js';
import { typedArrayName } from '../realm.js';
import { formatShape, type Shape, sizeOf } from '../shape.js';
import { show } from '../show.js';
import { isUnknownSize } from '../symbolic/stand-ins.js';
import { recordMade } from '../tracing/trace.js';
import { fromNumbers, type HostArray, type Numbers, toNumbers } from './host-array.js';
import { operand } from './lent.js';
import { tellReads } from './shape-reads.js';
import { elements, elementsHere, type Nested, type NestedTexts, nest, TensorBase, texts } from './tensor-base.js';
import { HostValue, TextValue, type Value } from './value.js';
import type { Variable } from './variable.js';
import { isInt32, requireHeld } from './whole-numbers.js';

export type { Nested, NestedTexts };
/** Whatever an op accepts where a tensor is due, nested arrays of it included. Objects with a `value` tensor are variables. */
export type TensorLike = Tensor | Nested | TypedArray | { readonly value: Tensor } | readonly TensorLike[];

/**
 * An n-dimensional value. Shape and dtype are known at once; the elements are computed when they are read, together with
 * everything they depend on. Nothing has to be disposed.
 *
 * @example
 * const y = tensor([1, 2, 3]).mul(2);
 * await y.array(); // [2, 4, 6]
 */
export class Tensor extends TensorBase {
  static {
    enterMethods(this);
  }

  /** Its history: where it comes from. null for a value that was given, one whose history went, and a placeholder of a trace. */
  node: Node | null;
  /** The elements, once they are computed, wherever they are. */
  known: Value | null;
  /** The variable of which this is the value. */
  variable: Variable | null = null;
  /** Where it came from, for one whose history went. */
  origin: Origin | null = null;
  /** The number of its node, or of the newest one when it was made: only younger nodes can depend on it. */
  readonly age: number;
  /** Whether somebody may have it besides the variable of which it is the value, and nodes that update the variable. */
  isShared = false;
  /** Whether somebody may have it besides those, and nodes of recorded calls. */
  isVisible = false;
  /** What its variable had before, as long as it is not known to be good. */
  replaced: Tensor | null = null;
  /** How many open tapes watch it. */
  watchers = 0;
  /** Frozen, since graphs go by it. */
  readonly shape: Shape;

  constructor(
    shape: Shape,
    readonly dtype: DType,
    source: { node?: Node; known?: Value } = {},
  ) {
    super();
    this.shape = Object.isFrozen(shape) ? shape : Object.freeze([...shape]);
    tellReads(this, this.shape);
    this.node = source.node ?? null;
    this.known = source.known ?? null;
    this.age = source.node?.id ?? newestId();
  }

  override [texts](): readonly string[] | null {
    return this.known instanceof TextValue ? this.known.texts : null;
  }

  /** The elements as they are kept, where they are on the host already. They are not to be written to. */
  get host(): HostArray | null {
    return this.known?.host ?? null;
  }

  [elementsHere](): HostArray | null {
    return this.host;
  }

  /** Whether derivatives with respect to it may be asked for after it, or what is made from it, was read. */
  get isWatched(): boolean {
    return this.watchers > 0;
  }

  /** Frees what a device holds of the value now; nothing needs to. The tensor must not be used afterwards. */
  [Symbol.dispose](): void {
    this.known?.[Symbol.dispose]();
  }

  /** The slices along the first axis, so that `const [first, second] = x` reads as in Python. */
  *[Symbol.iterator](): IterableIterator<Tensor> {
    if (this.rank === 0) throw new PythonTypeError('A tensor of rank 0 has no rows to iterate over.');
    if (isUnknownSize(this.shape[0]!)) {
      throw new UnknownSizeError('A tensor cannot be iterated over while the number of its rows is unknown.', {
        received: formatShape(this.shape),
        hint: 'ops.unstack(x, num) takes their number; ops.vectorizedMap and ops.scan run for any.',
      });
    }
    for (let i = 0; i < this.shape[0]!; i++) yield this.at(i);
  }

  /**
   * torch's way to derivatives. Tensors here keep none.
   *
   * @throws NotImplementedError that says what to write
   */
  backward(): never {
    throw noStoredGradients('backward');
  }

  override toString(): string {
    const values = this.host && this.size <= 16 ? ` ${JSON.stringify(nest(toNumbers(this.host), this.shape))}` : '';
    return `Tensor(shape=${formatShape(this.shape)}, dtype=${this.dtype}${values})`;
  }

  /** What `console.log` shows in Node: the elements, if nothing has to be run for them. */
  [inspect](): string {
    return tensorText(this);
  }

  /** What a notebook shows. */
  [jupyter](): Display {
    return displayOf(this[inspect](), this);
  }
}

export interface Tensor {
  /** backend/evaluate.ts installs this. */
  [elements](): Promise<HostArray>;
}

/** A tensor that stands for a value given later. */
export const placeholder = ({ shape, dtype }: Spec): Tensor => new Tensor(shape, dtype);

export function fromHost(host: HostArray): Tensor {
  const { dtype, data } = host;
  const constant = new Tensor(host.shape, dtype);
  constant.known = new HostValue({ dtype, shape: constant.shape, data });
  recordMade(constant);
  return constant;
}

/** A tensor of texts, which lie in row-major order. */
export const fromTexts = (shape: Shape, own: readonly string[]): Tensor =>
  new Tensor(shape, 'string', { known: new TextValue(shape, own) });

/** By the names of their classes, since they may come from another realm. */
const arrayDTypes: Readonly<Record<string, DType>> = {
  Float16Array: 'float16',
  Float32Array: 'float32',
  Float64Array: 'float64',
  Int8Array: 'int8',
  Int16Array: 'int16',
  Int32Array: 'int32',
  BigInt64Array: 'int64',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Uint16Array: 'uint16',
  Uint32Array: 'uint32',
  BigUint64Array: 'uint64',
};

export const isTypedArray = (value: unknown): value is TypedArray =>
  Object.hasOwn(arrayDTypes, typedArrayName(value) ?? '');

/** The type of the elements of a typed array. */
export const arrayDType = (array: TypedArray): DType => arrayDTypes[typedArrayName(array)!]!;

/** A typed array seen as numbers; 64-bit integers are converted. */
function numbersOf(array: TypedArray, dtype: DType): Numbers {
  return dtype === 'int64' || dtype === 'uint64'
    ? Float64Array.from(array as BigInt64Array, Number)
    : (array as Numbers);
}

/** The elements in memory of their own: the caller may go on writing to his. */
export function copyOf(array: TypedArray, dtype: DType): TypedArray {
  const constructor = dtypeInfo(dtype).array as Float64ArrayConstructor;
  if (dtype !== 'float16') return new constructor(array as Float64Array);
  const { buffer, byteOffset, length } = array;
  return new Uint16Array(new Uint16Array(buffer, byteOffset, length));
}

/**
 * A tensor from numbers, texts, nested arrays of them, or a typed array, which is copied. A tensor of texts stays on the host:
 * the ops that only move elements take it, and layers that turn texts into numbers.
 *
 * @param shape the shape of a flat typed array; left out for nested arrays, whose shape is their own
 * @param dtype left out: int32 for whole numbers that it holds, else float32; bool for booleans; string for texts; a typed
 *   array's own type
 * @throws ValueError for ragged arrays or a shape that does not hold the elements
 * @throws TypeError for a shape that is no list
 * @throws OverflowError for a number that the integer type asked for does not hold
 * @example
 * tensor([[1, 2], [3, 4]], null, 'float32');
 * tensor(new Float32Array(6), [2, 3]);
 * tensor(['a', 'b']).dtype; // 'string'
 */
export function tensor(values: Nested | NestedTexts | TypedArray, shape?: Shape | null, dtype?: DType | null): Tensor {
  return entering(false, () => fromValues(values, shape, dtype));
}

function fromValues(values: Nested | NestedTexts | TypedArray, shape?: Shape | null, dtype?: DType | null): Tensor {
  const target = dtype === null || dtype === undefined ? null : standardizeDType(dtype);
  assertShape(shape ?? []);
  if (isTypedArray(values)) {
    const own = arrayDType(values);
    const final = shape ?? [values.length];
    if (sizeOf(final) !== values.length) {
      throw new ValueError(`${values.length} values do not fill the shape ${formatShape(final)}.`);
    }
    if (target === null || target === own) return fromHost({ dtype: own, shape: final, data: copyOf(values, own) });
    const numbers = numbersOf(values, own);
    requireHeld(numbers, target);
    return fromHost(fromNumbers(numbers, target, final));
  }
  const own = nestedShape(values);
  const final = shape ?? own;
  if (target === 'string' || (target === null && isText(values))) return fromTexts(final, textsIn(values, own, final));
  const flat: (number | boolean)[] = [];
  flatten(values, own, 0, isNumber, flat);
  const numbers = Float64Array.from(flat, Number);
  if (target) requireHeld(numbers, target);
  return fromHost(fromNumbers(numbers, target ?? inferDType(flat), final));
}

/** For those who give the dtype in the place of the shape. */
function assertShape(shape: unknown): asserts shape is Shape {
  if (Array.isArray(shape)) return;
  throw new PythonTypeError('[tensor]: the shape is not a list of sizes.', {
    expected: 'tensor(values, shape, dtype)',
    received: `shape=${typeof shape === 'string' ? `'${shape}'` : show(shape)}`,
    hint: "the shape comes second and the dtype third, as in tensor(values, null, 'int32'), or ops.convertToTensor(values, { dtype: 'int32' }).",
  });
}

const BIGINT_HINT = 'bigints go in as BigInt64Array or BigUint64Array: tensor(BigInt64Array.of(1n, 2n)).';

/** Nested arrays of what need not be of one kind. */
type NestedAny = Nested | NestedTexts;

function nestedShape(values: NestedAny): number[] {
  const shape: number[] = [];
  let level: NestedAny | undefined = values;
  while (Array.isArray(level)) {
    shape.push(level.length);
    level = level[0] as NestedAny | undefined;
  }
  return shape;
}

const isNumber = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean';

/** Whether a value is a text, or nested arrays of such. */
export const isText = (value: unknown): value is NestedTexts =>
  typeof value === 'string' || (Array.isArray(value) && value.length > 0 && value.every(isText));

const isString = (value: unknown): value is string => typeof value === 'string';

/** The elements of nested texts. */
function textsIn(values: NestedAny | TypedArray, own: Shape, shape: Shape): string[] {
  let flat: string[] = [];
  if (own.length === 1 && (values as readonly unknown[]).every(isString)) flat = [...(values as readonly string[])];
  else flatten(values as NestedTexts, own, 0, isString, flat);
  if (sizeOf(shape) === flat.length) return flat;
  throw new ValueError(`${flat.length} values do not fill the shape ${formatShape(shape)}.`);
}

function flatten<T>(
  values: NestedAny,
  shape: Shape,
  axis: number,
  isElement: (value: unknown) => value is T,
  flat: T[],
): void {
  if (axis === shape.length) {
    if (!isElement(values)) {
      const kind = isElement('') ? 'text' : 'number';
      throw new ValueError(`The nested arrays are ragged or hold something that is not a ${kind}.`, {
        expected: `a ${kind} at depth ${axis}`,
        received: Array.isArray(values) ? `an array of length ${values.length}` : String(values),
        ...(typeof values === 'bigint' && { hint: BIGINT_HINT }),
      });
    }
    flat.push(values);
    return;
  }
  if (!Array.isArray(values) || values.length !== shape[axis]) {
    throw new ValueError('The nested arrays are ragged.', {
      expected: `arrays of length ${shape[axis]} at depth ${axis}`,
      received: Array.isArray(values) ? `an array of length ${values.length}` : String(values),
    });
  }
  for (const value of values as readonly NestedAny[]) flatten(value, shape, axis + 1, isElement, flat);
}

function inferDType(flat: readonly (number | boolean)[]): DType {
  if (flat.length > 0 && flat.every((v) => typeof v === 'boolean')) return 'bool';
  return flat.length > 0 && flat.every((v) => typeof v === 'boolean' || isInt32(v)) ? 'int32' : 'float32';
}

export const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;

/** Converts anything array-like to a tensor; a tensor of another dtype is refused here (ops cast, this does not). */
export function asTensor(value: TensorLike, dtype?: DType | null): Tensor {
  if (value instanceof Tensor) return value;
  if (typeof value === 'object' && value !== null && 'value' in value) {
    const held = (value as { readonly [operand]?: Tensor })[operand] ?? value.value;
    if (held instanceof Tensor) return held;
  }
  if (Array.isArray(value) && holdsTensors(value)) return stackRows(value.map((row) => asTensor(row, dtype)));
  if (isNumber(value) || Array.isArray(value) || isTypedArray(value)) {
    return tensor(value as Nested | TypedArray, null, isDType(dtype) ? dtype : null);
  }
  assertOneCopy([value]);
  throw new PythonTypeError('A tensor, a number, nested arrays or a typed array is needed.', {
    received: describe(value),
    ...(typeof value === 'bigint' && { hint: BIGINT_HINT }),
  });
}

/** Whether there is a tensor, a variable or a typed array somewhere in nested arrays of which the first elements tell. */
function holdsTensors(values: readonly unknown[]): boolean {
  return values.some((value) =>
    Array.isArray(value) ? holdsTensors(value) : typeof value === 'object' && value !== null,
  );
}

let stackRows = (_rows: readonly Tensor[]): Tensor => {
  throw new PythonTypeError('The nested arrays hold tensors.');
};

/** Says how tensors are joined along a new first axis; the module with the ops does. */
export function setStack(stack: (rows: readonly Tensor[]) => Tensor): void {
  stackRows = stack;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const constructor = (value as object).constructor?.name;
  return typeof value === 'object'
    ? `an object of class ${constructor ?? 'unknown'}`
    : `${typeof value} ${String(value)}`;
}
