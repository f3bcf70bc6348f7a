/**
 * The contract of a primitive operation: one object holds everything the framework knows about it. Shape inference, gradients,
 * vectorisation, lowering to ONNX, evaluation in JavaScript and the generated conformance tests all read these fields, so that
 * adding an operation touches one place (combinators for the common families: primitives/combinators.ts).
 */
export { definePrimitive, primitives } from './primitives/define-primitive.js';

import type { DType } from './dtype.js';
import { NotImplementedError } from './errors.js';
import { type Attributes, type Node, nextId, type Spec } from './graph/node.js';
import type { Pass } from './graph/passes/optimize.js';
import { applyToTexts, requireTakesTexts } from './graph/text-ops.js';
import type { Lowering } from './onnx/lowering.js';
import type { LargeForms } from './primitives/large-forms.js';
import { MOST_ELEMENTS, requireSize, requireSizes, sizeOf } from './shape.js';
import { mayBeOpen } from './symbolic/open-sizes.js';
import { isTracingSymbols } from './symbolic/stand-ins.js';
import type { Numbers } from './tensor/host-array.js';
import { Tensor } from './tensor/tensor.js';
import { recordLocation } from './tracing/location.js';
import { recordMade } from './tracing/trace.js';

/** An input of {@link Primitive.evaluate}: elements as JavaScript numbers. */
export interface Values extends Spec {
  readonly values: Numbers;
}

/** Example inputs of the conformance tests. */
export interface Sample<A extends Attributes = Attributes> {
  readonly inputs: readonly {
    shape: readonly number[];
    /** The tests go through all floating types for float32 and through all integer types for int32. */
    dtype: DType;
    /** No other type will do here (an index, a condition). */
    exactType?: boolean;
    range?: readonly [number, number];
    values?: Numbers;
  }[];
  readonly attributes?: A;
}

export interface Primitive<A extends Attributes = Attributes> {
  readonly name: string;

  /** Each element of the one output depends only on the elements at its own place, inputs being broadcast together. */
  readonly elementwise?: boolean;

  /** It only moves elements of its one output, or asks which are the same: it takes texts as well. */
  readonly takesTexts?: boolean;

  /** No derivative goes through it, on purpose. */
  readonly stopsDerivatives?: boolean;

  /**
   * 'repeat': computing it again takes no longer than to keep the result and fetch it. 'expansion': it is so much larger than what it
   * is made of that keeping it is never worth it.
   */
  readonly cheap?: 'repeat' | 'expansion';

  /**
   * Makes random words from a key. 'counted': each from the key and its own place alone, so that they can be made piece by piece.
   * 'hashed': so, too, and whoever asks for them takes as many as a size says that may be open.
   */
  readonly words?: 'given' | 'counted' | 'hashed';

  /** Elementary operations of one run, those of its bodies left out; one for each element it puts out, if this is left out. */
  work?(node: Node<A>): number;

  /** It reads no more elements than it puts out, however large its inputs are. */
  readonly picks?: boolean;

  /** Where what it puts out begins in its input, if it is one piece of that; null where it is not. Left out: never. */
  pieceAt?(input: Spec, attributes: A): number | null;

  /** JavaScript takes a multiple of the time that a runtime takes for it, however small it is. */
  readonly slowInJavaScript?: boolean;

  /** Whether its lowering may need the forms for large tensors, which are loaded then. */
  mayBeLarge?(node: Node<A>): boolean;

  /**
   * For what goes through its parts one after the other, so that several threads are of no use to it: how many elements it copies to be
   * left to one thread in a session that has several.
   */
  inOrder?(node: Node<A>, copiedInOrder: LargeForms['copiedInOrder']): number;

  /** How often its bodies run; null where that is known only then. Once, if this is left out. */
  iterations?(node: Node<A>): number | null;

  /** Where only transforms tell the node from its inputs: what takes its place when a graph is run. */
  transparent?(inputs: readonly Tensor[], attributes: A): readonly Tensor[];

  /** What the operation is a short form of, where the backend has nothing better for it; null where it is none. */
  compose?(inputs: readonly Tensor[], attributes: A): readonly Tensor[] | null;

  /**
   * It is a convolution, whose third input is a vector that is added to the channels, axis 1, of the result; or it is the adjoint of one
   * with respect to the image. Passes know both by this, so that a program without them need not have them.
   */
  readonly convolves?: 'images' | 'cotangents';

  /** Its output consists of sums of products of its two inputs, which are zeros where one of them has no elements. */
  readonly multiplies?: boolean;

  /** It is a loop over the leading axis of its inputs, as its attributes say (graph/scan-nodes.ts). */
  readonly scans?: boolean;

  /** It is a call of a traced function, as its attributes say (graph/call-nodes.ts). */
  readonly calls?: boolean;

  /** Passes for graphs with such operations, which run on every device; a program that cannot make any is without them. */
  readonly passes?: readonly Pass[];

  /** Whether values that only a run shows may be refused: positions out of range. */
  readonly mayFail?: boolean;

  /** Shapes and dtypes of the outputs; throws an error that names the op when the inputs do not fit. */
  infer(inputs: readonly Spec[], attributes: A): Spec | Spec[];

  /**
   * Cotangents of the inputs from those of the outputs, as new graph. null for an input without gradient. Cotangents of outputs
   * that nothing depends on are null. Those of inputs that are not `needed` are ignored: rules may leave them out, where that saves
   * more than dead code. Left out where no derivative exists (comparisons, integers).
   */
  vjp?(cotangents: readonly (Tensor | null)[], node: Node<A>, needed: readonly boolean[]): (Tensor | null)[];

  /**
   * The same operation on inputs that have an additional leading axis of `size` where `batched` says so. All outputs get that
   * leading axis.
   */
  batch?(inputs: readonly Tensor[], batched: readonly boolean[], attributes: A, size: number): Tensor[];

  /**
   * The same as a graph of simpler operations, for where that is faster and all sizes are known; null where it is not. Gradients may
   * have operations in common with it.
   */
  expand?(inputs: readonly Tensor[], attributes: A): Tensor[] | null;

  /** Emits ONNX nodes; returns the names of the outputs. */
  lower(lowering: Lowering, inputs: readonly string[], node: Node<A>): string | string[];

  /** The element type in which ONNX Runtime's CPU has kernels for this op, given that of the first input. Left out: the type itself. */
  cpuKernel?(dtype: DType): DType;

  /** The outputs' elements, unrounded; the caller rounds to the dtype. The reference for every backend. */
  evaluate(inputs: readonly Values[], attributes: A, outputs: readonly Spec[]): Numbers | Numbers[];

  /** Inputs on which the conformance tests run. */
  readonly samples: readonly Sample<A>[];
}

/** Adds a node to the graph: checks the inputs and returns the (not yet computed) outputs. */
export function emit<A extends Attributes>(
  primitive: Primitive<A>,
  inputs: readonly Tensor[],
  attributes: A,
): Tensor[] {
  settle(attributes);
  const hasTexts = inputs.some(isText);
  if (hasTexts) requireTakesTexts(primitive);
  const inferred = primitive.infer(inputs, attributes);
  const specs = Array.isArray(inferred) ? inferred : [inferred as Spec];
  const moved = hasTexts ? applyToTexts(primitive, inputs, attributes, specs) : null;
  if (moved) return moved;
  // What only transforms tell from its inputs has sizes that were looked at.
  if (!primitive.transparent) for (const { shape } of specs) requireResult(primitive.name, shape);
  const outputs: Tensor[] = [];
  const node: Node<A> = { id: nextId(), primitive, inputs, attributes, outputs, ran: null, location: null };
  for (const { shape, dtype } of specs) outputs.push(new Tensor(shape, dtype, { node }));
  recordMade(node);
  recordLocation(node);
  return outputs;
}

/** Large numbers stand for unknown sizes in symbolic calls and exports, and their products are no sizes. */
function requireResult(op: string, shape: readonly number[]): void {
  requireSizes(op, shape);
  const size = sizeOf(shape);
  if (size > MOST_ELEMENTS && !isTracingSymbols() && !shape.some(mayBeOpen)) requireSize(op, size);
}

const isText = ({ dtype }: Tensor): boolean => dtype === 'string';

/** A graph is run later than it is made: lists that users gave are copied, so that they may go on changing theirs. */
function settle(attributes: Attributes): void {
  const own = attributes as Record<string, unknown>;
  for (const key in own) if (Array.isArray(own[key]) && !Object.isFrozen(own[key])) own[key] = frozenCopy(own[key]);
}

const frozenCopy = (list: readonly unknown[]): readonly unknown[] =>
  Object.freeze(list.map((value) => (Array.isArray(value) ? frozenCopy(value) : value)));

/** {@link emit} for primitives with one output. */
export const emitOne = <A extends Attributes>(
  primitive: Primitive<A>,
  inputs: readonly Tensor[],
  attributes: A,
): Tensor => emit(primitive, inputs, attributes)[0]!;

/** The batching rule of a primitive, or a clear error. */
export function batchRule(primitive: Primitive): NonNullable<Primitive['batch']> {
  if (!primitive.batch) throw new NotImplementedError(`[vmap]: ${primitive.name} has no batching rule.`);
  return primitive.batch.bind(primitive);
}

/** In which element type a runtime computes an op, given that of the first input: the lowering casts there and back. */
export type KernelTypes = (primitive: Primitive, dtype: DType) => DType;

/** Those of ONNX Runtime's CPU, which exported models are written for as well. */
export const cpuKernels: KernelTypes = (primitive, dtype) => primitive.cpuKernel?.(dtype) ?? dtype;

/** Kernel type of ops that compute with floats alone, in float64 as well. */
export function floatKernel(dtype: DType): DType {
  return dtype === 'float64' ? dtype : 'float32';
}
