/** Maxima of shifted pixels, as pooling becomes, on images in blocks. */
import { is, madeBy } from '../../../graph/match.js';
import type { Node } from '../../../graph/node.js';
import type { Users } from '../../../graph/users.js';
import { maximum } from '../../../primitives/elementwise.js';
import { transposePrimitive } from '../../../primitives/movement.js';
import type { WindowAttributes } from '../../../primitives/pool.js';
import { sameShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { type Pixels, pixelsOfBlocks, pixelsPrimitive } from '../blocked-channels.js';
import { blockedMaxima, blockedMaximaPrimitive, windowCounts } from '../blocked-maxima.js';

/** A tensor of the graph, and what has become of it. */
interface Part {
  readonly before: Tensor;
  readonly now: Tensor;
}

interface Fetched {
  /** What pixels are taken of. */
  readonly source: Tensor;
  readonly blocks: Tensor;
  readonly pixels: Pixels;
}

/** What a tree of maxima that nobody else reads takes the maxima of; null where that is anything but pixels of blocks. */
function fetchedBy({ before, now }: Part, users: Users): Fetched[] | null {
  if (users.get(before)!.size !== 1) return null;
  const fetch = madeBy(now, pixelsPrimitive);
  if (fetch) return [{ source: before.node!.inputs[0]!, blocks: fetch.inputs[0]!, pixels: fetch.attributes }];
  const inner = madeBy(now, maximum);
  return inner && madeBy(before, maximum) && ofInputs(before.node!, inner.inputs, users);
}

function ofInputs(node: Node, inputs: readonly Tensor[], users: Users): Fetched[] | null {
  const found = inputs.map((now, i) => fetchedBy({ before: node.inputs[i]!, now }, users));
  return found.every((some) => some !== null) ? found.flat() : null;
}

/** Whether a result of so many readers, and what it was transposed from, has no others. */
function isReadBy(source: Tensor, count: number, users: Users): boolean {
  const turned = madeBy(source, transposePrimitive);
  return users.get(source)!.size === count && (!turned || users.get(turned.inputs[0]!)!.size === 1);
}

/** The windows along one axis whose positions these are, in whatever order. */
function windowOf(fetched: readonly Fetched[]): WindowAttributes | null {
  const [{ blocks, pixels }] = fetched as [Fetched];
  const isAlike = fetched.every(
    (each) =>
      each.blocks === blocks &&
      sameShape(each.pixels.sizes, pixels.sizes) &&
      sameShape(each.pixels.steps, pixels.steps),
  );
  if (!isAlike) return null;
  const count = fetched.length;
  const axis = [0, 1].find((i) => {
    const starts = fetched.map(({ pixels: own }) => own.starts[i]!).sort((a, b) => a - b);
    return starts.every((start, at) => start === at) && fetched.every(({ pixels: own }) => own.starts[1 - i] === 0);
  });
  if (axis === undefined) return null;
  const attributes = { window: [0, 1].map((i) => (i === axis ? count : 1)), strides: pixels.steps };
  return sameShape(windowCounts(blocks.shape.slice(2, 4), attributes), pixels.sizes) ? attributes : null;
}

/**
 * The maxima of windows, along rows and then along columns as one, where nothing else reads the pixels: derivatives of maxima do, so that
 * it is for graphs without them.
 */
export function pooled(node: Node, inputs: readonly Tensor[], users: Users): Tensor | null {
  if (!is(node, maximum) || inputs[0] === inputs[1]) return null;
  const readers = [...users.get(node.outputs[0]!)!];
  // The maximum of more positions is still to come.
  if (readers.length === 1 && readers[0] && is(readers[0], maximum)) return null;
  const fetched = ofInputs(node, inputs, users);
  const found = fetched && windowOf(fetched);
  if (!found || !fetched.every(({ source }) => isReadBy(source, fetched.length, users))) return null;
  const { blocks } = fetched[0]!;
  const first = madeBy(blocks, blockedMaximaPrimitive);
  const isAcross = (i: number) =>
    found.window[i] === 1 || (first!.attributes.window[i] === 1 && first!.attributes.strides[i] === 1);
  if (!first || ![0, 1].every(isAcross)) return pixelsOfBlocks(blockedMaxima(blocks, found));
  const product = (name: 'window' | 'strides') => found[name].map((n, i) => n * first.attributes[name][i]!);
  return pixelsOfBlocks(blockedMaxima(first.inputs[0]!, { window: product('window'), strides: product('strides') }));
}
