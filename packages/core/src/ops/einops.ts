/** keras.ops.rearrange: axes by name. */

import { ShapeError, ValueError } from '../errors.js';
import { reshape, transpose } from '../primitives/movement.js';
import { formatShape, range, sizeOf } from '../shape.js';
import { show } from '../show.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { opFamily } from './support/define.js';

/** 'b (h w) c' as groups of names, one for each axis. */
function groupsOf(text: string, pattern: string): string[][] {
  const groups = [...text.matchAll(/\(([^()]*)\)|(\w+)/g)].map(([, group, name]) =>
    name !== undefined ? [name] : group!.trim().split(/\s+/).filter(Boolean),
  );
  const rest = text.replace(/\(([\w\s]*)\)|\w+/g, '').trim();
  const names = groups.flat();
  if (rest !== '' || new Set(names).size !== names.length) {
    throw new ValueError('[rearrange]: this is not a pattern.', {
      expected: "distinct names and groups in parentheses on both sides of '->'",
      received: `'${pattern}'`,
    });
  }
  return groups;
}

/** The size of every name: given, or what the others of its group leave. */
function sizesOf(groups: readonly string[][], x: Tensor, given: Readonly<Record<string, number>>): Map<string, number> {
  const sizes = new Map<string, number>();
  groups.forEach((group, axis) => {
    const dim = x.shape[axis]!;
    const known = sizeOf(group.filter((name) => name in given).map((name) => given[name]!));
    const open = group.filter((name) => !(name in given));
    if (open.length > 1 || dim % known !== 0 || (open.length === 0 && known !== dim)) {
      throw new ShapeError(`[rearrange]: axis ${axis} does not divide into (${group.join(' ')}).`, {
        received: `size ${dim}, lengths ${show(given)}`,
        hint: open.length > 1 ? 'give the lengths of all but one of them.' : undefined,
      });
    }
    for (const name of group) sizes.set(name, given[name] ?? dim / known);
  });
  return sizes;
}

/** The operation as functional models hold it: the lengths as one setting. */
const rearrangeOf = opFamily('einops')(
  'rearrange',
  ['tensor', 'pattern', 'axesLengths'],
  (tensor: TensorLike, pattern: string, axesLengths: Readonly<Record<string, number>> = {}): Tensor => {
    const x = asTensor(tensor);
    const sides = pattern.split('->');
    if (sides.length !== 2) throw new ValueError("[rearrange]: a pattern has one '->'.", { received: `'${pattern}'` });
    const [from, to] = sides.map((side) => groupsOf(side, pattern)) as [string[][], string[][]];
    if (from.length !== x.rank) {
      throw new ShapeError('[rearrange]: the pattern does not fit the tensor.', {
        expected: `${from.length} axes for '${pattern}'`,
        received: formatShape(x.shape),
      });
    }
    const sizes = sizesOf(from, x, axesLengths);
    const names = from.flat();
    const order = to.flat();
    if (order.length !== names.length || order.some((name) => !sizes.has(name))) {
      throw new ValueError('[rearrange]: both sides must name the same axes.', { received: `'${pattern}'` });
    }
    const split = reshape(
      x,
      names.map((name) => sizes.get(name)!),
    );
    const turned = transpose(
      split,
      range(order.length).map((i) => names.indexOf(order[i]!)),
    );
    return reshape(
      turned,
      to.map((group) => sizeOf(group.map((name) => sizes.get(name)!))),
    );
  },
  { tensors: 3 },
);

/**
 * Splits, reorders and joins axes by name. Lengths of split axes follow in an object.
 *
 * @throws ValueError for a malformed pattern, ShapeError where it does not fit the tensor
 * @example
 * ops.rearrange(images, 'b (h p) (w q) c -> b h w (p q c)', { p: 2, q: 2 });
 */
export const rearrange = (
  tensor: TensorLike,
  pattern: string,
  axesLengths: Readonly<Record<string, number>> = {},
): Tensor => rearrangeOf({ tensor, pattern, axesLengths });
