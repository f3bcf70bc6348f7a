/** Boxes that follow what is done to their image. */
import { NotImplementedError, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';
import type { LabelledBoxes } from './convert-format.js';
import { columnsOf, type Edges, joined } from './formats.js';

function clipped([left, top, right, bottom]: Edges, height: TensorLike, width: TensorLike): Edges {
  return [ops.clip(left, 0, width), ops.clip(top, 0, height), ops.clip(right, 0, width), ops.clip(bottom, 0, height)];
}

const moved = ([left, top, right, bottom]: Edges, x: TensorLike, y: TensorLike): Edges => [
  ops.add(left, x),
  ops.add(top, y),
  ops.add(right, x),
  ops.add(bottom, y),
];

function assertFormat(callee: string, format: string, allowed: readonly string[]): void {
  if (allowed.includes(format)) return;
  throw new NotImplementedError(`${callee}() does not take boxes in this format.`, {
    expected: allowed.join(' or '),
    received: format,
    hint: 'convertFormat() them before.',
  });
}

/**
 * Boxes cut off at the edges of the image; labels of boxes of which nothing is left become -1.
 *
 * @param boundingBoxes `boxes` of shape [..., 4], and `labels`
 * @throws ValueError without the size of the image, NotImplementedError for formats other than xyxy and rel_xyxy
 * @example
 * clipToImageSize({ boxes: [[[-1, 2, 4, 8]]], labels: [[3]] }, 6, 6); // boxes [[[0, 2, 4, 6]]], labels [[3]]
 */
export const clipToImageSize = /* @__PURE__ */ pythonFunction(
  'clip_to_image_size',
  ['boundingBoxes', 'height', 'width', 'boundingBoxFormat'],
  (
    boundingBoxes: LabelledBoxes,
    height: TensorLike | null = null,
    width: TensorLike | null = null,
    boundingBoxFormat: string = 'xyxy',
  ): LabelledBoxes & { readonly boxes: Tensor } => {
    assertFormat('clipToImageSize', boundingBoxFormat, ['xyxy', 'rel_xyxy']);
    const isRelative = boundingBoxFormat === 'rel_xyxy';
    if (!isRelative && (height === null || width === null)) {
      throw new ValueError("`height` and `width` must be given for boxes in the format 'xyxy'.");
    }
    const edges = clipped(columnsOf(boundingBoxes.boxes), isRelative ? 1 : height!, isRelative ? 1 : width!);
    const boxes = joined(edges);
    const { labels = null } = boundingBoxes;
    if (labels === null) return { ...boundingBoxes, boxes };
    const area = edges[2].sub(edges[0]).mul(edges[3].sub(edges[1])).squeeze(-1);
    return { ...boundingBoxes, boxes, labels: ops.where(area.greater(0), labels as TensorLike, -1) };
  },
);

/**
 * Boxes in a part of the image that begins at `left` and `top`, cut off at its edges.
 *
 * @example
 * await crop([[2, 2, 8, 8]], 1, 1, 4, 4).array(); // [[1, 1, 4, 4]]
 */
export const crop = /* @__PURE__ */ pythonFunction(
  'crop',
  ['boxes', 'top', 'left', 'height', 'width', 'boundingBoxFormat'],
  (
    boxes: TensorLike,
    top: TensorLike,
    left: TensorLike,
    height: TensorLike,
    width: TensorLike,
    boundingBoxFormat: string = 'xyxy',
  ): Tensor => {
    assertFormat('crop', boundingBoxFormat, ['xyxy']);
    return joined(clipped(moved(columnsOf(boxes), ops.negative(left), ops.negative(top)), height, width));
  },
);

/**
 * Boxes in an image to which rows were added above and columns on the left.
 *
 * @example
 * await pad([[2, 2, 8, 8]], 1, 3).array(); // [[5, 3, 11, 9]]
 */
export const pad = /* @__PURE__ */ pythonFunction(
  'pad',
  ['boxes', 'top', 'left', 'height', 'width', 'boundingBoxFormat'],
  (
    boxes: TensorLike,
    top: TensorLike,
    left: TensorLike,
    _height: TensorLike | null = null,
    _width: TensorLike | null = null,
    boundingBoxFormat: string = 'xyxy',
  ): Tensor => {
    assertFormat('pad', boundingBoxFormat, ['xyxy']);
    return joined(moved(columnsOf(boxes), left, top));
  },
);

const RADIANS = Math.PI / 180;

/**
 * The upright boxes around boxes of images that are turned, moved, scaled and sheared.
 *
 * @param boxes [batch, boxes, 4]
 * @param angle degrees, as the shears; shape [batch], as all of these
 * @param translateX a share of the width
 * @param translateY a share of the height
 * @param centerX of the turn, a share of the width; null is the middle
 * @param centerY of the turn, a share of the height; null is the middle
 * @example
 * affineTransform([[[0, 0, 2, 1]]], [90], [0], [0], [1], [0], [0], 5, 5);
 */
export const affineTransform = /* @__PURE__ */ pythonFunction(
  'affine_transform',
  [
    'boxes',
    'angle',
    'translateX',
    'translateY',
    'scale',
    'shearX',
    'shearY',
    'height',
    'width',
    'centerX',
    'centerY',
    'boundingBoxFormat',
  ],
  (
    boxes: TensorLike,
    angle: TensorLike,
    translateX: TensorLike,
    translateY: TensorLike,
    scale: TensorLike,
    shearX: TensorLike,
    shearY: TensorLike,
    height: number,
    width: number,
    centerX: TensorLike | null = null,
    centerY: TensorLike | null = null,
    boundingBoxFormat: string = 'xyxy',
  ): Tensor => {
    assertFormat('affineTransform', boundingBoxFormat, ['xyxy']);
    // Each a column, so that it meets the boxes of its image.
    const column = (x: TensorLike) => asTensor(x).cast('float32').reshape([-1, 1, 1]);
    const [turn, x, y] = [angle, shearX, shearY].map((degrees) => column(degrees).mul(-RADIANS)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const rest = turn.sub(y);
    const a = ops.cos(rest).div(ops.cos(y));
    const b = a.mul(ops.tan(x)).add(ops.sin(turn));
    const c = ops.sin(rest).div(ops.cos(y)).neg();
    const d = ops.cos(turn).sub(c.mul(ops.tan(x)));
    const [a0, a1, b0, b1] = [d, b.neg(), c.neg(), a].map((entry) => entry.mul(column(scale))) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    const [cx, cy] = [column(centerX ?? 0.5).mul(width - 1), column(centerY ?? 0.5).mul(height - 1)];
    const [fromX, fromY] = [cx.sub(column(translateX).mul(width - 1)), cy.sub(column(translateY).mul(height - 1))];
    const [left, top, right, bottom] = columnsOf(asTensor(boxes).cast('float32'));
    const xs = ops.concatenate([left, right, right, left], -1).sub(fromX);
    const ys = ops.concatenate([top, top, bottom, bottom], -1).sub(fromY);
    const [newX, newY] = [a0.mul(xs).add(a1.mul(ys)).add(cx), b0.mul(xs).add(b1.mul(ys)).add(cy)];
    return joined([newX.min(-1, true), newY.min(-1, true), newX.max(-1, true), newY.max(-1, true)]);
  },
);
