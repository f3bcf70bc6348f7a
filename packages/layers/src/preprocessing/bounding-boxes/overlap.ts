/** How much boxes have in common. */
import { epsilon, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, convert, pythonFunction } from '@org/core/internal';
import { convertBoxes } from './convert-format.js';
import { type BoundingBoxFormat, columnsOf, type Edges } from './formats.js';

/** Height, width and channels of an image. */
type ImageShape = readonly (number | null)[];

const inXyxy = (boxes: TensorLike, format: string, imageShape: ImageShape | null): Tensor => {
  const [height = null, width = null] = imageShape ?? [];
  return convertBoxes(convert(boxes, 'float32'), format, 'xyxy', height, width);
};

const swapLast = (x: Tensor): Tensor => ops.swapaxes(x, -1, -2);

const areaOf = ([left, top, right, bottom]: Edges): Tensor => right.sub(left).mul(bottom.sub(top));

/** The area of the intersection; shapes are broadcast. */
function intersection(a: Edges, b: Edges): Tensor {
  const width = a[2].minimum(b[2]).sub(a[0].maximum(b[0]));
  const height = a[3].minimum(b[3]).sub(a[1].maximum(b[1]));
  return width.maximum(0).mul(height.maximum(0));
}

/**
 * Intersection over union of each box with each other box: [n, 4] and [m, 4] give [n, m]; both may have a batch axis in front.
 *
 * @param useMasking whether pairs with a box of negative numbers get `maskVal`
 * @param imageShape height, width and channels, for relative formats
 * @throws ValueError for boxes without or with further axes
 * @example
 * await computeIou([[0, 0, 2, 2]], [[0, 0, 2, 2], [1, 0, 3, 2]], 'xyxy').array(); // [[1, 0.3333]]
 */
export const computeIou = /* @__PURE__ */ pythonFunction(
  'compute_iou',
  ['boxes1', 'boxes2', 'boundingBoxFormat', 'useMasking', 'maskVal', 'imageShape'],
  (
    boxes1: TensorLike,
    boxes2: TensorLike,
    boundingBoxFormat: BoundingBoxFormat,
    useMasking: boolean = false,
    maskVal: number = -1,
    imageShape: ImageShape | null = null,
  ): Tensor => {
    for (const { shape, rank } of [asTensor(boxes1), asTensor(boxes2)]) {
      if (rank === 2 || rank === 3) continue;
      throw new ValueError('computeIou() takes boxes of an image, or of a batch of images.', {
        expected: 'shape [boxes, 4] or [batch, boxes, 4]',
        received: `[${shape}]`,
      });
    }
    const [first, second] = [
      inXyxy(boxes1, boundingBoxFormat, imageShape),
      inXyxy(boxes2, boundingBoxFormat, imageShape),
    ];
    const rows = columnsOf(first);
    const columns = columnsOf(second).map(swapLast) as unknown as Edges;
    const common = intersection(rows, columns);
    const union = areaOf(rows).add(areaOf(columns)).sub(common);
    const result = common.div(union.add(epsilon()));
    if (!useMasking) return result;
    const isPadding = (boxes: Tensor) => boxes.max(-1, true).less(0);
    return ops.where(isPadding(first).logicalOr(swapLast(isPadding(second))), maskVal, result);
  },
);

/**
 * Complete intersection over union of boxes in pairs: less for distant centres and for other proportions (Zheng et al.,
 * arXiv:2005.03572).
 *
 * @throws ValueError for relative formats
 * @example
 * await computeCiou([[0, 0, 2, 2]], [[0, 0, 2, 2]], 'xyxy').array(); // [1]
 */
export const computeCiou = /* @__PURE__ */ pythonFunction(
  'compute_ciou',
  ['boxes1', 'boxes2', 'boundingBoxFormat', 'imageShape'],
  (
    boxes1: TensorLike,
    boxes2: TensorLike,
    boundingBoxFormat: BoundingBoxFormat,
    imageShape: ImageShape | null = null,
  ): Tensor => {
    if (boundingBoxFormat.includes('rel')) {
      throw new ValueError('computeCiou() does not take relative formats.', { received: boundingBoxFormat });
    }
    const a = columnsOf(inXyxy(boxes1, boundingBoxFormat, imageShape));
    const b = columnsOf(inXyxy(boxes2, boundingBoxFormat, imageShape));
    const [first, second] = [sizeOf(a), sizeOf(b)];
    const common = intersection(a, b);
    const union = first.width.mul(first.height).add(second.width.mul(second.height)).sub(common).add(epsilon());
    const iou = common.div(union.add(epsilon()));
    const hullWidth = a[2].maximum(b[2]).sub(a[0].minimum(b[0]));
    const hullHeight = a[3].maximum(b[3]).sub(a[1].minimum(b[1]));
    const diagonal = hullWidth.square().add(hullHeight.square()).add(epsilon());
    const [dx, dy] = [centre(a, 0).sub(centre(b, 0)), centre(a, 1).sub(centre(b, 1))];
    const distance = dx.square().add(dy.square());
    const proportion = ({ width, height }: Size) => ops.arctan(width.div(height));
    const shape = proportion(second)
      .sub(proportion(first))
      .square()
      .mul(4 / Math.PI ** 2);
    const weight = shape.div(shape.sub(iou).add(1 + epsilon()));
    return iou.sub(distance.div(diagonal).add(shape.mul(weight))).squeeze(-1);
  },
);

interface Size {
  readonly width: Tensor;
  readonly height: Tensor;
}

const sizeOf = ([left, top, right, bottom]: Edges): Size => ({
  width: right.sub(left),
  height: bottom.sub(top).add(epsilon()),
});

const centre = (edges: Edges, axis: 0 | 1): Tensor => edges[axis].add(edges[(axis + 2) as 2 | 3]).div(2);
