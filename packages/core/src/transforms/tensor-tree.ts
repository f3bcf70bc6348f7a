/** Trees of tensors as lists of tensors, and back. */
import { sameShape } from '../shape.js';
import { asTensor, isTensor, isTypedArray, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { flatten, type IsLeaf, packSequenceAs, structureOf } from '../tree/nested.js';

/** The tensors in a tree, and how to put others in their place. Other leaves (null, strings, functions) stay where they are. */
export interface TensorTree {
  readonly tensors: readonly Tensor[];
  /** What each of them was in the tree: a tensor, a variable, an array, a number. */
  readonly leaves: readonly unknown[];
  /** Which of them were plain numbers, whose dtype is weak. */
  readonly weak: readonly boolean[];
  /** The tree with a dot for each tensor: `[., {a: .}, null]`. */
  readonly structure: string;
  pack(tensors: readonly Tensor[]): unknown;
}

const isNumber = (leaf: unknown): leaf is number => typeof leaf === 'number' || typeof leaf === 'boolean';

/** The shape of nested arrays that hold nothing but numbers; null for arrays that are ragged, empty, or hold something else. */
function numericShape(value: unknown): readonly number[] | null {
  if (isNumber(value)) return [];
  if (!Array.isArray(value) || value.length === 0) return null;
  const [first, ...others] = value.map(numericShape);
  return first && others.every((shape) => shape && sameShape(shape, first)) ? [value.length, ...first] : null;
}

/** Whether an array is a tensor written as nested arrays. */
export const isNumeric: IsLeaf = (value) => Array.isArray(value) && numericShape(value) !== null;

export const isTensorLike = (leaf: unknown): leaf is TensorLike =>
  isTensor(leaf) ||
  isNumber(leaf) ||
  isTypedArray(leaf) ||
  isNumeric(leaf) ||
  (typeof leaf === 'object' && leaf !== null && 'value' in leaf);

/**
 * @param arrays what nested arrays of numbers are: tensors, or trees whose leaves are numbers; in a list of arguments they are
 *   tensors, but the list itself is none
 * @param toTensor what stands for a leaf
 */
export function tensorTree(
  tree: unknown,
  arrays: 'tensors' | 'trees' | 'arguments',
  toTensor: (leaf: TensorLike) => Tensor = (leaf) => asTensor(leaf),
): TensorTree {
  const isLeaf: IsLeaf | undefined =
    arrays === 'trees' ? undefined : (value) => isNumeric(value) && (arrays === 'tensors' || value !== tree);
  const leaves = flatten<unknown>(tree, isLeaf);
  const dynamic = leaves.filter(isTensorLike);
  return {
    tensors: dynamic.map(toTensor),
    leaves: dynamic,
    weak: dynamic.map((leaf) => typeof leaf === 'number'),
    get structure() {
      return structureOf(tree, isLeaf, (leaf) => (isTensorLike(leaf) ? '.' : String(leaf)));
    },
    pack(tensors) {
      let next = 0;
      const packed = leaves.map((leaf) => (isTensorLike(leaf) ? tensors[next++]! : leaf));
      return packSequenceAs<unknown, unknown>(tree, packed, isLeaf);
    },
  };
}
