/** What attribution methods take, in the one form that they compute with. */
import { isTensor, isVariable, ops, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';

/** One tensor, or several (a tuple in Python). Axis 0 counts the examples. Nested arrays of numbers are one tensor. */
export type Inputs = TensorLike | readonly TensorLike[];

/** For each input a number, one example, or as many as there are; left out, zeros. */
export type Baselines = TensorLike | readonly TensorLike[] | null;

/** A mask for each input, of integers that number the features. */
export type FeatureMask = TensorLike | readonly TensorLike[] | null;

/** Attributions come in the structure of the inputs. */
export type Like<I> = I extends Tensor | ArrayBufferView
  ? Tensor
  : I extends readonly Tensor[]
    ? { -readonly [Position in keyof I]: Tensor }
    : I extends readonly (number | readonly unknown[])[]
      ? Tensor
      : Tensor | Tensor[];

const holdsTensors = (value: readonly unknown[]): boolean =>
  value.some((each) => isTensor(each) || isVariable(each) || ArrayBuffer.isView(each));

/** Whether several tensors are given. */
export const isTuple = (value: unknown): value is readonly TensorLike[] => Array.isArray(value) && holdsTensors(value);

/** A tensor; whole numbers of arrays become floats, since JavaScript has one kind of numbers. */
function asTensor(value: TensorLike): Tensor {
  if (isTensor(value) || isVariable(value)) return ops.convertToTensor(value);
  const made = tensor(value as never);
  return Array.isArray(value) && made.dtype === 'int32' ? made.cast('float32') : made;
}

/** The inputs as a list of tensors with one number of examples. @throws ValueError where there is none, or they differ */
export function formatInputs(inputs: Inputs): Tensor[] {
  const all = (isTuple(inputs) ? inputs : [inputs as TensorLike]).map(asTensor);
  const sizes = new Set(all.map((x) => x.shape[0]));
  if (all.length > 0 && all.every((x) => x.rank > 0) && sizes.size === 1 && !sizes.has(0)) return all;
  throw new ValueError('Inputs must have examples along axis 0, and the same number of them.', {
    received: all.map((x) => `[${x.shape}]`).join(', ') || 'no input',
  });
}

/** Baselines of the shapes of the inputs, or of one example of them. @throws ValueError for other shapes, or another number */
export function formatBaselines(baselines: Baselines | undefined, inputs: readonly Tensor[]): Tensor[] {
  const given = baselines ?? inputs.map(() => 0);
  const isList =
    isTuple(given) || baselines === null || baselines === undefined || (Array.isArray(given) && inputs.length > 1);
  const list = isList ? (given as readonly TensorLike[]) : [given];
  if (list.length !== inputs.length) {
    throw new ValueError('There must be one baseline for each input.', {
      expected: `${inputs.length}`,
      received: `${list.length}`,
    });
  }
  return inputs.map((input, i) => baselineFor(input, list[i] as TensorLike));
}

function baselineFor(input: Tensor, given: TensorLike): Tensor {
  const single = [1, ...input.shape.slice(1)];
  const value = ops.cast(given, input.dtype);
  if (value.rank === 0) return ops.broadcastTo(value, single);
  const fits =
    value.rank === input.rank && value.shape.every((size, i) => size === input.shape[i] || (i === 0 && size === 1));
  if (fits) return value;
  throw new ValueError('A baseline must be a number, or have the shape of its input, or that of one example of it.', {
    expected: `[${input.shape}] or [${single}]`,
    received: `[${value.shape}]`,
  });
}

/** Attributions in the structure of the inputs that they are for. */
export const likeInputs = (inputs: Inputs, values: readonly Tensor[]): Tensor | Tensor[] =>
  isTuple(inputs) ? [...values] : values[0]!;

/** Arguments behind the inputs: one, or a list of them (a tuple in Python); arrays of numbers are one. */
export function formatArguments(given: unknown): unknown[] {
  if (given === null || given === undefined) return [];
  return Array.isArray(given) && !given.every((each) => typeof each === 'number' || Array.isArray(each))
    ? given
    : [given];
}

/** @throws ValueError for integer inputs, which have no derivative */
export function requireFloats(inputs: readonly Tensor[]): void {
  const integers = inputs.filter(({ dtype }) => !dtype.includes('float'));
  if (integers.length === 0) return;
  throw new ValueError('Gradients are taken with respect to floating inputs.', {
    received: `inputs of dtype ${integers.map(({ dtype }) => dtype).join(', ')}`,
    hint: 'for tokens, attribute to the embedding layer (LayerIntegratedGradients, ...); for numbers, cast them to float32.',
  });
}
