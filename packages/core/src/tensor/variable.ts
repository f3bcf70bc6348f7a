import { floatx } from '../config.js';
import { innermost, scoped, scopeKind } from '../context.js';
import { type Display, displayOf, inspect, jupyter, textWithValue } from '../display/tensor-text.js';
import { type DType, isFloat, noNumbers, standardizeDType } from '../dtype.js';
import { enterMethods } from '../entered.js';
import { PythonTypeError, ValueError } from '../errors.js';
import * as assigned from '../graph/assigned.js';
import { installAssignments } from '../graph/assignments.js';
import { boundHistories } from '../graph/kept-histories.js';
import { settleSmall } from '../graph/settle-small.js';
import { cast } from '../primitives/elementwise.js';
import { stopGradient } from '../primitives/identity.js';
import { currentScopePath, uniqueName } from '../python/naming.js';
import { bindOptions } from '../python/python-call.js';
import { requireFunction } from '../python/require-function.js';
import { formatShape, requireShape, type Shape, sameShape } from '../shape.js';
import { currentTrace, untraced } from '../tracing/trace.js';
import type { HostArray } from './host-array.js';
import { lent, operand, recorded, settled, update } from './lent.js';
import { VARIABLE_PARAMETERS, type VariableArguments } from './signatures.js';
import { asTensor, isTypedArray, Tensor, type TensorLike } from './tensor.js';
import { elements, elementsHere, TensorBase } from './tensor-base.js';
import { HostValue, type Value } from './value.js';
import { claimVariable } from './variable-limit.js';
import { isInt32 } from './whole-numbers.js';

/** Makes the first value of a variable. */
export type VariableInitializer = (shape: Shape, options: { dtype: DType }) => TensorLike;

/** A first value, what makes it, or the name of what makes it. */
export type VariableSource = TensorLike | VariableInitializer | string;

/** What a variable is made from. */
export interface VariableOptions {
  /** The first value, what makes it, or the name of what makes it. */
  initializer: VariableSource;
  /** Needed where the first value is made. */
  shape?: Shape | null;
  dtype?: string | null;
  trainable?: boolean;
  /** Whether a layer may read it in its compute dtype. */
  autocast?: boolean;
  aggregation?: 'none' | 'mean' | 'sum' | 'only_first_replica' | null;
  synchronization?: string;
  name?: string | null;
  /** Kept for Keras, which lays variables out over several devices; only null is accepted. */
  layout?: null;
}

let findInitializer = (name: string): VariableInitializer => {
  throw new ValueError('Initializers have names only where layers are loaded.', { received: `'${name}'` });
};

/** Says how initializers are found by name; the package that has them does. */
export function setInitializerLookup(find: (name: string) => VariableInitializer): void {
  findInitializer = find;
}

type Rule = (value: Tensor) => Tensor;

function requireRule(attribute: string, value: Rule | null): Rule | null {
  if (value === null || typeof value === 'function') return value;
  throw new ValueError(`A ${attribute} is a function or null.`, { received: String(value) });
}

/** The compute dtypes of the layers being called; null turns casting off. */
const autocastTypes = scopeKind<DType | null>();

/** In `body`, floating variables are read in `dtype` (mixed precision). */
export const withAutocast = <T>(dtype: DType | null, body: () => T): T => scoped(autocastTypes, dtype, body);

/** The dtype in which variables are read now; undefined outside of {@link withAutocast}. */
export const currentAutocast = (): DType | null | undefined => innermost(autocastTypes);

/**
 * A named value that lasts: weights, optimizer slots, moving statistics. Inside a traced function a read becomes an input and an
 * assignment an output of the graph, so the same code runs eagerly and compiled. It has the methods of tensors, which go by its
 * present value.
 *
 * @example
 * const v = new Variable([1, 2], { name: 'v', dtype: 'float32' });
 * v.assignAdd(1); // v.value is [2, 3]
 * await v.mul(2).sum().item(); // 10
 */
export class Variable extends TensorBase {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly name: string;
  /** Name scopes and name, joined by '/'. */
  path: string;
  trainable: boolean;
  readonly autocast: boolean;
  readonly aggregation: string;
  /** The value outside of every trace. */
  #eager: Tensor;
  private readonly rules: { constraint: Rule | null; regularizer: Rule | null; overwriteWithGradient: boolean } = {
    constraint: null,
    regularizer: null,
    overwriteWithGradient: false,
  };

  static {
    enterMethods(this);
    installAssignments(assigned);
    boundHistories();
  }

  /** @throws ValueError for an initializer without a shape, a shape that differs, or a name with '/' */
  constructor(...args: VariableArguments) {
    super();
    const { initializer: source, ...options } = bindOptions(VARIABLE_PARAMETERS, args);
    if (options.shape) requireShape('Variable', options.shape);
    const initializer = typeof source === 'string' ? findInitializer(source) : source;
    const name = options.name ?? uniqueName('variable');
    if (typeof name !== 'string' || name.includes('/')) {
      throw new ValueError("A variable's name is a string and must not contain '/'.", { received: String(name) });
    }
    this.name = name;
    const scope = currentScopePath();
    this.path = scope ? `${scope}/${name}` : name;
    this.trainable = options.trainable ?? true;
    this.autocast = options.autocast ?? true;
    this.aggregation = options.aggregation ?? 'none';
    if (typeof initializer === 'function') {
      requireFunction('Variable', initializer);
      if (!options.shape)
        throw new ValueError('A variable made by an initializer needs a shape.', { received: `name ${name}` });
      const dtype = standardizeDType(options.dtype, floatx());
      // Made outside of any trace: a first value depends on nothing that is being traced.
      const { shape } = options;
      claimVariable(shape, dtype, name);
      const value = untraced(() => cast(asTensor(initializer(shape, { dtype }), dtype), dtype));
      this.#eager = untraced(() => this.leaf(value));
    } else {
      // As Keras on JAX: a number becomes float32 (or int32), 64-bit arrays keep their type.
      const dtype = options.dtype ? standardizeDType(options.dtype) : null;
      const value = asTensor(initializer as TensorLike, isTypedArray(initializer) ? null : dtype);
      const typed = dtype ? cast(value, dtype) : value;
      this.#eager = untraced(() => this.leaf(typed));
    }
    if (this.#eager.dtype === 'string') throw noNumbers('A variable holds numbers');
    this.dtype = this.#eager.dtype;
    this.shape = this.#eager.shape;
    if (options.shape && !sameShape(options.shape, this.shape)) {
      throw new ValueError(`The initial value of ${name} has another shape than was asked for.`, {
        expected: formatShape(options.shape),
        received: formatShape(this.shape),
      });
    }
  }

  /** Applied by the optimizer after each update. @throws ValueError for something that cannot be called */
  get constraint(): Rule | null {
    return this.rules.constraint;
  }

  set constraint(value: Rule | null) {
    this.rules.constraint = requireRule('constraint', value);
  }

  /** Gives the loss of the value. @throws ValueError for something that cannot be called */
  get regularizer(): Rule | null {
    return this.rules.regularizer;
  }

  set regularizer(value: Rule | null) {
    this.rules.regularizer = requireRule('regularizer', value);
  }

  /** Lets an optimizer leave this variable to someone else. @throws TypeError for anything but a boolean */
  get overwriteWithGradient(): boolean {
    return this.rules.overwriteWithGradient;
  }

  set overwriteWithGradient(value: boolean) {
    if (typeof value !== 'boolean') {
      throw new PythonTypeError('overwriteWithGradient is a boolean.', { received: String(value) });
    }
    this.rules.overwriteWithGradient = value;
  }

  /** The present value, in the dtype in which the layer that is being called computes. */
  get value(): Tensor {
    return this.#inLayer(this.uncast);
  }

  get [operand](): Tensor {
    return this.#inLayer(this[recorded]);
  }

  #inLayer(value: Tensor): Tensor {
    const compute = currentAutocast();
    return compute && this.autocast && isFloat(this.dtype) ? cast(value, compute) : value;
  }

  /** The present value in the variable's own dtype, whatever layer is being called. */
  get uncast(): Tensor {
    this.#eager.isVisible = true;
    return this[recorded];
  }

  get [recorded](): Tensor {
    const trace = currentTrace();
    this.#eager.isShared = true;
    return trace ? trace.read(this, this.#eager) : this.#eager;
  }

  get [lent](): Tensor {
    return this.#eager;
  }

  /** What stands for the value in a trace. */
  placeholder(): Tensor {
    const standIn = new Tensor(this.shape, this.dtype);
    standIn.variable = this;
    return standIn;
  }

  /** A tensor of its own for a value, without history: what a variable holds is a constant for derivatives. */
  private leaf(value: Tensor): Tensor {
    const leaf =
      value.known && !currentTrace()
        ? new Tensor(value.shape, value.dtype, { known: value.known })
        : stopGradient(value);
    leaf.variable = this;
    leaf.isShared = leaf.isVisible = leaf.known !== null;
    return leaf;
  }

  /** Derivatives end at what is marked as the value of a variable. */
  private own(value: Tensor): Tensor {
    value.variable = this;
    return value;
  }

  /**
   * Gives it another value. Derivatives do not go through an assignment: what a variable holds is a constant for them.
   *
   * @throws ValueError when the shape differs
   */
  assign(value: TensorLike): Tensor {
    const held = this.#hold(value, false);
    held.isShared = held.isVisible = true;
    return held;
  }

  [update](value: Tensor): Tensor {
    return this.#hold(value, true);
  }

  [settled](known: Value): Tensor {
    settleSmall(this.#eager);
    this.#eager = this.own(new Tensor(this.shape, this.dtype, { known }));
    return this.#eager;
  }

  /** @param isOwn whether nobody else has the value, so that one that is pending can be held as it is */
  #hold(value: TensorLike, isOwn: boolean): Tensor {
    const next = cast(asTensor(value, this.dtype), this.dtype);
    if (!sameShape(next.shape, this.shape)) {
      throw new ValueError(`The new value of ${this.path} has another shape.`, {
        expected: formatShape(this.shape),
        received: formatShape(next.shape),
      });
    }
    const trace = currentTrace();
    const held = trace?.keepsHistory
      ? next
      : isOwn && next === value && !next.known && !trace
        ? this.own(next)
        : this.leaf(next);
    if (trace) {
      trace.write(this, held);
    } else {
      settleSmall(this.#eager);
      if (!held.known) assigned.noteAssigned(this, held, this.#eager);
      this.#eager = held;
    }
    return held;
  }

  /** Adds to the value. */
  assignAdd(value: TensorLike): Tensor {
    return this.#count(value) ?? this.assign(this.uncast.add(value));
  }

  /** A counter counts at once; null for any other variable, and in traces. */
  #count(by: TensorLike): Tensor | null {
    if (this.dtype !== 'int32' || this.shape.length > 0 || typeof by !== 'number' || currentTrace()) return null;
    settleSmall(this.#eager);
    const next = (this.#eager.host?.data[0] as number) + by;
    if (!isInt32(next)) return null;
    const known = new HostValue({ dtype: 'int32', shape: this.shape, data: Int32Array.of(next) });
    const held = this.leaf(new Tensor(this.shape, 'int32', { known }));
    // It is undone with the step that it counts.
    if (assigned.hasAssigned()) assigned.noteAssigned(this, held, this.#eager);
    this.#eager = held;
    return held;
  }

  /** Subtracts from the value. */
  assignSub(value: TensorLike): Tensor {
    return this.assign(this.uncast.sub(value));
  }

  [elements](): Promise<HostArray> {
    return this.value[elements]();
  }

  [elementsHere](): HostArray | null {
    return this.value.host;
  }

  override toString(): string {
    return `<${this.#description}>`;
  }

  get #description(): string {
    return `Variable path=${this.path}, shape=${formatShape(this.shape)}, dtype=${this.dtype}`;
  }

  /** The present value, unless a trace would have to note that it was read. */
  get #shown(): Tensor | null {
    const trace = currentTrace();
    return trace ? (trace.writes.get(this) ?? trace.reads.get(this) ?? null) : this.#eager;
  }

  /** What `console.log` shows in Node. */
  [inspect](): string {
    return textWithValue(this.#description, this.#shown);
  }

  /** What a notebook shows. */
  [jupyter](): Display {
    return displayOf(this[inspect](), this.#shown);
  }
}

export const isVariable = (value: unknown): value is Variable => value instanceof Variable;
