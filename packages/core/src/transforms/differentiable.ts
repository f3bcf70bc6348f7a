/** Arguments that a derivative is taken with respect to. */
import { floatx } from '../config.js';
import { isFloat } from '../dtype.js';
import { PythonTypeError, ValueError } from '../errors.js';
import type { Node } from '../graph/node.js';
import { cast, zerosLike } from '../primitives/elementwise.js';
import { identity } from '../primitives/identity.js';
import { normalizeIndex } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { backward } from './backward.js';
import { type TensorTree, tensorTree } from './tensor-tree.js';
import type { Argnums } from './types.js';

interface Differentiable {
  readonly tree: TensorTree;
  readonly inputs: readonly Tensor[];
  /** The arguments with the inputs for their tensors. */
  readonly args: readonly unknown[];
}

/**
 * The tensors of arguments, each with an identity of its own, so that what the function uses from outside stays apart. int32,
 * which is what whole numbers become in JavaScript, counts as a float.
 *
 * @throws TypeError for bools and other integers
 */
export function differentiable(op: string, args: readonly unknown[]): Differentiable {
  const tree = tensorTree(args, 'arguments');
  const inputs = tree.tensors.map((tensor) => {
    const value = tensor.dtype === 'int32' ? cast(tensor, floatx()) : tensor;
    if (isFloat(value.dtype)) return identity(value);
    throw new PythonTypeError(`[${op}]: derivatives are taken with respect to floating tensors.`, {
      received: `dtype ${tensor.dtype}`,
      hint: 'cast the argument, or choose others with argnums.',
    });
  });
  return { tree, inputs, args: tree.pack(inputs) as unknown[] };
}

export interface Chosen {
  /** All arguments, the chosen ones replaced by {@link inputs}. */
  readonly args: readonly unknown[];
  readonly inputs: readonly Tensor[];
  /** Puts a value for each input into the structure of the chosen arguments. */
  pack(values: readonly Tensor[]): unknown;
}

/** The arguments at `argnums`, made differentiable. */
export function chooseArguments(op: string, args: readonly unknown[], argnums: Argnums): Chosen {
  const positions = (typeof argnums === 'number' ? [argnums] : argnums).map((position) =>
    normalizeIndex(position, args.length, op),
  );
  const {
    tree,
    inputs,
    args: chosen,
  } = differentiable(
    op,
    positions.map((position) => args[position]),
  );
  const replaced = [...args];
  positions.forEach((position, i) => {
    replaced[position] = chosen[i];
  });
  return {
    args: replaced,
    inputs,
    pack(values) {
      const all = tree.pack(values) as unknown[];
      return typeof argnums === 'number' ? all[0] : all;
    },
  };
}

/** Cotangents of `inputs`; zeros where the outputs do not depend on one. @param nodes those that were recorded meanwhile */
export const cotangentsOf = (
  outputs: readonly Tensor[],
  cotangents: readonly (Tensor | null)[],
  inputs: readonly Tensor[],
  nodes?: readonly Node[],
): Tensor[] => backward(outputs, cotangents, inputs, nodes).map((cotangent, i) => cotangent ?? zerosLike(inputs[i]!));

/** Splits the result of a function with auxiliary output. */
export function splitAux(op: string, result: unknown, hasAux: boolean): [value: unknown, aux: unknown] {
  if (!hasAux) return [result, undefined];
  if (Array.isArray(result) && result.length === 2) return result as [unknown, unknown];
  throw new ValueError(`[${op}]: with hasAux the function must return the pair [value, aux].`);
}
