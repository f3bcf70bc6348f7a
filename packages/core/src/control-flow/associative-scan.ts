import { PythonTypeError, ValueError } from '../errors.js';
import { opFamily } from '../ops/support/define.js';
import { concatenate, reverse as flip, reshape, slice } from '../primitives/movement.js';
import { normalizeAxis } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { tensorTree } from '../transforms/tensor-tree.js';
import type { ArraysOf } from '../transforms/types.js';

type Tensors = readonly Tensor[];
type Combine = (a: Tensors, b: Tensors) => Tensors;

/** Elements `start`, `start + step`, ... below `end` along an axis. */
function strided(x: Tensor, axis: number, start: number, end: number, step: number): Tensor {
  const along = (value: number, others: readonly number[]) => others.map((other, i) => (i === axis ? value : other));
  const zeros = x.shape.map(() => 0);
  return slice(
    x,
    along(start, zeros),
    along(Math.max(0, Math.ceil((end - start) / step)), x.shape),
    along(
      step,
      x.shape.map(() => 1),
    ),
  );
}

/** a0, b0, a1, b1, ... where a has as many elements as b, or one more. */
function interleave(a: Tensor, b: Tensor, axis: number): Tensor {
  const count = b.shape[axis]!;
  const shape = (size: readonly number[]) => [...b.shape.slice(0, axis), ...size, ...b.shape.slice(axis + 1)];
  const pairs = [strided(a, axis, 0, count, 1), b].map((x) => reshape(x, shape([count, 1])));
  const joined = reshape(concatenate(pairs, axis + 1), shape([2 * count]));
  const rest = a.shape[axis]! - count;
  return rest > 0 ? concatenate([joined, strided(a, axis, count, count + rest, 1)], axis) : joined;
}

/** Prefix sums of pairs give every second prefix; one more combination each gives the others (G. Blelloch, 1990). */
function prefixes(combine: Combine, elems: Tensors, axis: number): Tensors {
  const length = elems[0]!.shape[axis]!;
  if (length < 2) return elems;
  const part = (xs: Tensors, start: number, end: number, step = 1) => xs.map((x) => strided(x, axis, start, end, step));
  const pairs = combine(part(elems, 0, length - 1, 2), part(elems, 1, length, 2));
  if (!pairs.every((x) => x.rank > axis && x.shape[axis] === length >> 1)) {
    throw new ValueError('[associative_scan]: `f` must keep the size of the axis.', {
      expected: `${length >> 1}`,
      received: pairs.map(({ shape }) => `[${shape}]`).join(', '),
    });
  }
  const odd = prefixes(combine, pairs, axis);
  const even = length > 2 ? combine(part(odd, 0, Math.floor((length - 1) / 2)), part(elems, 2, length, 2)) : [];
  const first = part(elems, 0, 1);
  return odd.map((x, i) => interleave(even[i] ? concatenate([first[i]!, even[i]!], axis) : first[i]!, x, axis));
}

interface Settings {
  /** Whether to combine from the end. */
  reverse?: boolean;
  axis?: number;
}

interface AssociativeScan {
  /** All prefixes of `elems` combined by an associative function. */
  <const Elems>(
    f: (a: ArraysOf<Elems>, b: ArraysOf<Elems>) => unknown,
    elems: Elems,
    reverse?: boolean | Settings,
    axis?: number | Settings,
  ): ArraysOf<Elems>;
}

/**
 * All prefixes of `elems` combined by an associative function, in a number of steps that grows with the logarithm of their
 * length. `f` combines whole tensors, elementwise along `axis`.
 *
 * @throws ValueError when the leaves differ in size along the axis
 * @example
 * await associativeScan((a, b) => a.add(b), tensor([1, 2, 3, 4])).array(); // [1, 3, 6, 10]
 */
export const associativeScan = opFamily('core')(
  'associative_scan',
  ['f', 'elems', 'reverse', 'axis'],
  (f: (a: unknown, b: unknown) => unknown, elems: unknown, reverse: boolean = false, axis: number = 0) => {
    const { tensors, pack } = tensorTree(elems, 'tensors');
    if (tensors.length === 0) throw new PythonTypeError('[associative_scan]: there are no tensors in `elems`.');
    const along = normalizeAxis(axis, tensors[0]!.rank, 'associative_scan');
    if (new Set(tensors.map((x) => x.shape[along])).size > 1) {
      throw new ValueError('[associative_scan]: all elements must have one size along the axis.', {
        received: tensors.map((x) => `[${x.shape}]`).join(', '),
      });
    }
    const turned = (xs: Tensors) => (reverse ? xs.map((x) => flip(x, [along])) : xs);
    const combine: Combine = (a, b) => tensorTree(f(pack(a), pack(b)), 'tensors').tensors;
    return pack(turned(prefixes(combine, turned(tensors), along)));
  },
  { tensors: 2 },
) as unknown as AssociativeScan;
