/**
 * The gradient of a kernel as a convolution on blocks. Its result are the taps of a column of the kernel, for every channel of the
 * input; in place of channels it has pixels, sixteen neighbours of a row, say, and what it moves over each image is the image's
 * cotangent, which lies in memory as a kernel does. So no product is packed and nothing is gathered; only for each column of the
 * kernel, the cotangents are shifted by as many pixels.
 */
import { is } from '../../graph/match.js';
import { bodiesOf, type Graph, mapBodies, type Node } from '../../graph/node.js';
import { rewrite } from '../../graph/rewrite.js';
import { emit, type Primitive } from '../../op.js';
import { exactly } from '../../primitives/conv.js';
import { type KernelGradientAttributes, kernelGradientPrimitive } from '../../primitives/conv-kernel-gradient.js';
import { scalar } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { broadcastTo, concatenate, reshape, transpose } from '../../primitives/movement.js';
import { sum } from '../../primitives/reduce.js';
import { range, sizeOf } from '../../shape.js';
import { fromNumbers } from '../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../tensor/tensor.js';
import { blockedConv, blocksOf, fromBlocks, toBlocks } from './blocked-channels.js';

/** Pixels up to which their products are added in one number; the sums of more are added up behind that. */
const MOST_PIXELS = 128;
/** Images up to which their rows are put side by side, where they are shorter than a block. */
const MOST_IMAGES = 4;

/** A gradient that {@link inBlocks} is to make. */
export const blockedKernelGradientPrimitive: Primitive<KernelGradientAttributes> = {
  ...kernelGradientPrimitive,
  name: 'blocked_kernel_gradient',
};
delete blockedKernelGradientPrimitive.compose;

/** Marks the gradients that go in blocks, before the others become products. */
export function chooseBlockedGradients(graph: Graph, block: number): Graph {
  if (block === 0) return graph;
  return rewrite(graph, (node, inputs, keep) => {
    const { primitive, attributes } = node;
    if (bodiesOf(attributes).length > 0) {
      return emit(
        primitive,
        inputs,
        mapBodies(attributes, (body) => chooseBlockedGradients(body, block)),
      );
    }
    if (!is(node, kernelGradientPrimitive) || !fits(node, block)) return keep();
    return emit(blockedKernelGradientPrimitive, inputs, node.attributes);
  });
}

/** Whether rows of the input come in whole blocks, and so do the channels of the cotangent. */
function fits({ inputs, attributes }: Node<KernelGradientAttributes>, block: number): boolean {
  const [x, g] = inputs.map(({ shape }) => shape) as [readonly number[], readonly number[]];
  const { groups, strides } = attributes;
  if (x.length !== 4 || groups > 1 || strides[1] !== 1 || inputs[0]!.dtype !== 'float32') return false;
  const { after } = exactly(attributes, x.slice(2), attributes.taps, g.slice(2));
  const count = sideBySide(x[3]!, block);
  const isWhole = (x[3]! * count) % block === 0 && x[0]! % count === 0 && count <= MOST_IMAGES;
  return isWhole && g[1]! % block === 0 && after[0]! >= 0 && bandOf(g[2]!, x[3]! * count) !== null;
}

/** How many rows of so many pixels are added in one number; null where one is too long, or only one would be. */
function bandOf(rows: number, width: number): number | null {
  const band = range(rows + 1).findLast((size) => size > 0 && rows % size === 0 && size * width <= MOST_PIXELS);
  return band === undefined || (band === 1 && rows > 1) ? null : band;
}

/** How many images are put side by side, so that a row has a whole block. */
const sideBySide = (width: number, block: number): number => Math.max(Math.floor(block / width), 1);

/**
 * @param x [N, C, H, W]
 * @param g [N, O / b, H', W', b], the cotangents in blocks
 * @returns [O, C, ...taps]
 */
export function inBlocks(x: Tensor, g: Tensor, { taps, ...attributes }: KernelGradientAttributes): Tensor {
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const [, filters, rows, , block] = g.shape as [number, number, number, number, number];
  const count = sideBySide(width, block);
  const [n, perRow] = [x.shape[0]! / count, (width * count) / block];
  const joined = (images: Tensor) => {
    const [, depth, lines, ...row] = images.shape as [number, number, number, ...number[]];
    return transpose(reshape(images, [n, count, depth, lines, sizeOf(row)]), [0, 2, 3, 1, 4]);
  };
  const { before, after, strides, dilations } = exactly(attributes, [height, width], taps, [rows, g.shape[3]!]);
  const band = bandOf(rows, width * count)!;
  const bands = rows / band;
  const extent = strides[0]! * (band - 1) + dilations[0]! * (taps[0]! - 1) + 1;
  const met = range(bands).flatMap((k) => range(extent).map((row) => k * band * strides[0]! + row - before[0]!));
  const depth = channels / block;
  // From blocks straight to pixels, where what is fetched then may lie in any order.
  const tiles = count === 1 && (depth === 1 || bands > 1) ? tilesOf(x, block) : null;
  const pieces = tiles && depth > 1 ? perRow * depth : 1;
  const place = (row: number, i: number) =>
    pieces > 1 ? ((i % depth) * height + row) * perRow + Math.floor(i / depth) : row;
  const places = met.flatMap((row) =>
    range(pieces).map((i) => (row >= 0 && row < height ? place(row, i) : height * pieces)),
  );
  // [N, H, W / b, C, b]: a group for each image, and in place of channels pixels of each band of rows.
  const pixels =
    tiles ?? toBlocks(reshape(count > 1 ? joined(x) : x, [n, channels, 1, height * width * count]), block, true);
  const lines = bands > 1 ? fetched(reshape(pixels, [n, height * pieces, -1]), places) : pixels;
  const image = reshape(lines, [1, n * bands, -1, perRow * channels, block]);
  const outside = (amount: number) => [bands > 1 ? 0 : amount, 0];
  const columns = range(taps[1]!).map((column) => {
    const moved = shifted(g, before[1]! - column * dilations[1]!, width);
    const kernel = reshape(count > 1 ? joined(moved) : moved, [n * filters, bands, band, perRow, block, block]);
    const products = blockedConv(image, kernel, null, {
      strides: [dilations[0]!, 1],
      dilations: [strides[0]!, channels],
      before: outside(before[0]!),
      after: outside(after[0]!),
      groups: n,
      relu: false,
    });
    return sum(reshape(products, [n, 1, filters, taps[0]!, channels, block]), [0]);
  });
  // [columns, O / b, rows, C, b]
  return reshape(transpose(concatenate(columns, 0), [1, 4, 3, 2, 0]), [filters * block, channels, ...taps]);
}

/** Of a tensor that is there in blocks: as many pixels of each channel, [N, C / b, H, W / b, b, b]; null of any other. */
function tilesOf(x: Tensor, block: number): Tensor | null {
  const blocks = blocksOf(x);
  return blocks && fromBlocks(reshape(blocks, [blocks.size / block ** 2, 1, 1, block, block]));
}

/** Parts [N, parts, pixels] at some positions; behind the last there are zeros. */
function fetched(x: Tensor, positions: readonly number[]): Tensor {
  const [n, parts, length] = x.shape as [number, number, number];
  const zeros = () => broadcastTo(scalar(0, x.dtype), [n, 1, length]);
  const all = positions.includes(parts) ? concatenate([x, zeros()], 1) : x;
  return gather(all, fromHost(fromNumbers(positions, 'int32', [positions.length])), 1);
}

/** Pixel w of a row becomes pixel w + offset of `g`, for `width` pixels of a row, or zero: by a convolution of each channel. */
function shifted(g: Tensor, offset: number, width: number): Tensor {
  const [, filters, , own, block] = g.shape as [number, number, number, number, number];
  if (offset === 0 && own === width) return g;
  const [before, place] = [Math.max(-offset, 0), Math.max(offset, 0)];
  const taps = Math.max(place + 1, own + before - width + 1);
  const unit = Float32Array.from({ length: filters * taps * block }, (_, i) =>
    Math.floor(i / block) % taps === place ? 1 : 0,
  );
  const kernel = fromHost(fromNumbers(unit, g.dtype, [filters, 1, 1, taps, block]));
  return blockedConv(g, kernel, null, {
    strides: [1, 1],
    dilations: [1, 1],
    before: [0, before],
    after: [0, width - own - before + taps - 1],
    groups: filters * block,
    relu: false,
  });
}
