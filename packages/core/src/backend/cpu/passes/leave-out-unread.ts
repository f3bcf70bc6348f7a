import { is } from '../../../graph/match.js';
import { type Graph, type Node, topologicalOrder } from '../../../graph/node.js';
import { optimizeBodies } from '../../../graph/passes/optimize-bodies.js';
import { rewrite } from '../../../graph/rewrite.js';
import { nodeWork } from '../../../graph/work.js';
import { emit } from '../../../op.js';
import { slicePrimitive } from '../../../primitives/blocks.js';
import { type ConvAttributes, convPrimitive } from '../../../primitives/conv.js';
import { slice, transposePrimitive } from '../../../primitives/movement.js';
import { type Shape, sameShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Multiplications of convolutions that have to be saved for each number that is copied for it. */
const LEAST_SAVED = 64;

/**
 * Rows and columns at the end of images that nothing reads, as where windows of pooling do not reach the border, are not computed by
 * convolutions, nor is what comes before these for their sake alone.
 */
export function leaveOutUnread(graph: Graph): Graph {
  const whole = optimizeBodies(leaveOutUnread)(graph);
  return topologicalOrder(graph.outputs).some((node) => is(node, convPrimitive)) ? withoutUnread(whole) : whole;
}

function withoutUnread(graph: Graph): Graph {
  const { ends, images } = readParts(graph);
  let [saved, copied] = [0, 0];
  const cut = (x: Tensor, end: Shape): Tensor => {
    if (sameShape(end, x.shape)) return x;
    const part = slice(x, new Array<number>(end.length).fill(0), end);
    copied += part.size;
    return part;
  };
  const cutImage = (x: Tensor): Tensor => (images.has(x) ? cut(x, ends.get(x)!) : x);
  const result = rewrite(
    graph,
    (node, inputs, keep) => {
      if (!isTransparent(node)) return keep().map((made, i) => (made === node.outputs[i] ? cutImage(made) : made));
      const [output] = node.outputs as [Tensor];
      const end = ends.get(output)!;
      if (is(node, convPrimitive)) {
        const made = shorterConv(node, inputs, end);
        saved += nodeWork(node) * (1 - made.size / output.size);
        return [made];
      }
      if (inputs.every((input, i) => input === node.inputs[i])) return node.outputs;
      if (is(node, slicePrimitive)) return emit(node.primitive, inputs, { ...node.attributes, sizes: end });
      if (!node.primitive.elementwise) return keep();
      // Some may have become shorter than others.
      const shortest = output.shape.map((size, i) =>
        inputs.reduce((least, { shape }) => {
          const own = shape[i - output.rank + shape.length] ?? 1;
          return own === 1 ? least : Math.min(least, own);
        }, size),
      );
      const parts = inputs.map((input) => cut(input, alongside(input.shape, shortest)));
      return emit(node.primitive, parts, node.attributes);
    },
    graph.inputs.map((input) => [input, cutImage(input)] as const),
  );
  return saved > LEAST_SAVED * copied ? result : graph;
}

/** The part of an operand that meets the beginning of a result. */
const alongside = (shape: Shape, end: Shape): number[] =>
  shape.map((size, i) => Math.min(size, end[end.length - shape.length + i]!));

/** Whether the beginning of its result follows from beginnings of its inputs. */
const isTransparent = (node: Node): boolean =>
  is(node, convPrimitive)
    ? [...node.attributes.before, ...node.attributes.after].every((amount) => amount >= 0)
    : is(node, slicePrimitive) || is(node, transposePrimitive) || Boolean(node.primitive.elementwise);

/** Rows and columns of an input that a convolution has its first ones from, zeros behind it included. */
const reach = (end: Shape, kernel: Shape, { strides, dilations, before }: ConvAttributes): number[] =>
  end.slice(2).map((size, i) => (size - 1) * strides[i]! + dilations[i]! * (kernel[i + 2]! - 1) + 1 - before[i]!);

function shorterConv(node: Node<ConvAttributes>, inputs: readonly Tensor[], end: Shape): Tensor {
  const [x, kernel] = inputs as [Tensor, Tensor];
  const after = reach(end, kernel.shape, node.attributes).map((size, i) => Math.max(size - x.shape[i + 2]!, 0));
  if (x === node.inputs[0] && sameShape(after, node.attributes.after)) return node.outputs[0]!;
  return emit(node.primitive, inputs, { ...node.attributes, after })[0]!;
}

interface Parts {
  /** How many places of each axis are read, from the first one on. */
  readonly ends: ReadonlyMap<Tensor, Shape>;
  /** Of which convolutions are made, be it by way of operations that {@link isTransparent} tells of. */
  readonly images: ReadonlySet<Tensor>;
}

function readParts({ outputs }: Graph): Parts {
  const ends = new Map<Tensor, Shape>();
  const images = new Set<Tensor>();
  const note = (x: Tensor, end: Shape) => {
    const known = ends.get(x);
    // One place stays of what nothing is read of, as where results are all of zeros in front of an image: no image is without pixels.
    const least = (size: number, i: number) => Math.max(size, Math.min(x.shape[i]!, 1), known?.[i] ?? 0);
    ends.set(x, end.map(least));
  };
  for (const output of outputs) note(output, output.shape);
  for (const node of topologicalOrder(outputs).reverse()) {
    const { inputs } = node;
    if (!isTransparent(node)) {
      for (const input of inputs) note(input, input.shape);
      continue;
    }
    const [output] = node.outputs as [Tensor];
    const end = ends.get(output)!;
    const [x, ...others] = inputs as [Tensor, ...Tensor[]];
    if (is(node, convPrimitive)) {
      const sizes = reach(end, others[0]!.shape, node.attributes).map((size, i) => Math.min(size, x.shape[i + 2]!));
      note(x, [...x.shape.slice(0, 2), ...sizes]);
      for (const other of others) note(other, other.shape);
      images.add(x);
      continue;
    }
    if (images.has(output)) for (const input of inputs) images.add(input);
    if (is(node, slicePrimitive)) {
      const { starts, steps } = node.attributes;
      note(
        x,
        end.map((size, i) => (size === 0 ? 0 : starts[i]! + (size - 1) * steps[i]! + 1)),
      );
    } else if (is(node, transposePrimitive)) {
      const { permutation } = node.attributes;
      note(
        x,
        x.shape.map((_, axis) => end[permutation.indexOf(axis)]!),
      );
    } else for (const input of inputs) note(input, alongside(input.shape, end));
  }
  return { ends, images };
}
