/** What is explained, for the examples of one call. */
import { grad, isTensor, isVariable, ops, PythonTypeError, type Tensor, type TensorLike, ValueError } from '@org/core';
import { callForward, type ForwardFunction, isPerExample } from './forward.js';
import { formatArguments } from './inputs.js';
import { expandRows, type Order, sliceRows } from './samples.js';
import { formatTarget, noTarget, requireTargetIn, select, type Target, type Targets } from './target.js';

/** A tensor beside the inputs: of the examples, or the same for all of them. */
export interface Side {
  readonly value: Tensor;
  readonly perExample: boolean;
}

/** What a function gives for rows of inputs, and what goes with them. */
export type RowFunction<Result = Tensor> = (inputs: readonly Tensor[], side: readonly Tensor[]) => Result;

export interface Problem {
  readonly examples: number;
  readonly side: readonly Side[];
  /** The output as the function gives it. */
  readonly output: RowFunction<unknown>;
  /** The output that is explained, one number for each row. */
  readonly score: RowFunction;
  /** The output that is explained, as far as the target chooses one. */
  readonly chosen: RowFunction;
  /** Whose result this is, and with which values that are no tensors: what compiled functions are kept under. */
  readonly owner: object;
  readonly statics: readonly unknown[];
  /** Whether the target is one of the outputs; these are known once the function was recorded. @throws ValueError where it is none */
  readonly checkTarget: () => Promise<void>;
}

/** The shapes of outputs of functions without the examples, by those of inputs. */
const outputShapes = new WeakMap<object, Map<string, readonly number[]>>();

const shapesKey = (inputs: readonly Tensor[]): string => JSON.stringify(inputs.map(({ shape }) => shape.slice(1)));

const isDynamic = (value: unknown): value is TensorLike =>
  isTensor(value) || isVariable(value) || ArrayBuffer.isView(value);

/** What a function gave. @throws TypeError for nothing, and for what only comes later */
function tensorFrom(given: unknown): Tensor {
  const isLater = typeof (given as { then?: unknown } | undefined | null)?.then === 'function';
  if (given !== undefined && given !== null && !isLater) return ops.convertToTensor(given as TensorLike);
  throw new PythonTypeError('The function to explain must return a tensor.', {
    received: isLater ? 'a promise' : String(given),
    ...(isLater && { hint: 'it is recorded, so that it cannot wait: leave out async.' }),
  });
}

/** @param additional arguments behind the inputs: tensors with a row for each example, or anything else */
export function problemOf(
  fn: ForwardFunction,
  inputs: readonly Tensor[],
  target: Target | undefined,
  additional: unknown,
): Problem {
  const examples = inputs[0]!.shape[0]!;
  const given = formatArguments(additional);
  const tensors = given.filter(isDynamic).map((value) => ops.convertToTensor(value));
  const { perExample, shared } = formatTarget(target, examples);
  const held = isPerExample(fn) ? [...fn.perExample] : [];
  if (held.some(({ shape }) => shape[0] !== examples)) {
    throw new ValueError('The function holds rows for another number of examples than the inputs have.', {
      expected: `${held[0]!.shape[0]}`,
      received: `${examples}`,
    });
  }
  const targets = [perExample, shared].filter((value) => value !== null);
  const side = [
    ...tensors.map((value) => ({ value, perExample: value.rank > 0 && value.shape[0] === examples })),
    ...held.map((value) => ({ value, perExample: true })),
    ...targets.map((value) => ({ value, perExample: value === perExample })),
  ];
  const output: Problem['output'] = (points, values) => {
    if (isPerExample(fn))
      return fn.pointwise(points[0]!, ...values.slice(tensors.length, tensors.length + held.length));
    let next = 0;
    return callForward(
      fn,
      points,
      given.map((value) => (isDynamic(value) ? values[next++] : value)),
    );
  };
  const targetsIn = (values: readonly Tensor[]): Targets => {
    const rest = values.slice(tensors.length + held.length);
    return targets.length === 0
      ? noTarget
      : { perExample: perExample ? rest[0]! : null, shared: shared ? rest.at(-1)! : null };
  };
  const owner = isPerExample(fn) ? fn.owner : fn;
  const shapes = outputShapes.get(owner) ?? new Map<string, readonly number[]>();
  outputShapes.set(owner, shapes);
  const outputTensor: RowFunction = (points, values) => {
    const found = tensorFrom(output(points, values));
    shapes.set(shapesKey(points), found.shape.slice(1) as number[]);
    return found;
  };
  return {
    examples,
    side,
    output,
    score: (points, values) => select(outputTensor(points, values), targetsIn(values)),
    chosen: (points, values) => {
      const all = outputTensor(points, values);
      return targets.length === 0 ? all : select(all, targetsIn(values));
    },
    owner,
    checkTarget: async () => {
      const shape = shapes.get(shapesKey(inputs));
      if (shape) await requireTargetIn({ perExample, shared }, shape);
    },
    statics: [
      // Modules in training compute something else.
      (owner as { readonly training?: unknown }).training === true,
      isPerExample(fn),
      ...given.map((value) => (isDynamic(value) ? 'tensor' : value)),
      perExample !== null,
      shared !== null,
      ...side.map((each) => each.perExample),
    ],
  };
}

/** What goes with several rows for each example. */
export const expandSide = (
  side: readonly Side[],
  values: readonly Tensor[],
  count: number,
  order: Order = 'samples',
): Tensor[] => values.map((value, i) => (side[i]!.perExample && count > 1 ? expandRows(value, count, order) : value));

/** What goes with a block of the examples. */
export const sideOf = (side: readonly Side[], block: readonly [number, number]): Tensor[] =>
  side.map(({ value, perExample }) => (perExample ? sliceRows(value, block) : value));

/** Derivatives of each row's number by its inputs. */
export const gradientsOf = (score: RowFunction, inputs: readonly Tensor[], side: readonly Tensor[]): Tensor[] =>
  grad((xs: readonly Tensor[]) => ops.sum(score(xs, side)))([...inputs]) as unknown as Tensor[];
