import { standardizeDType, type Tensor, type TensorLike, ValueError } from '@org/core';
import { convert, isPlainObject, type PythonArguments, pythonFunction } from '@org/core/internal';
import { type BoundingBoxFormat, columnsOf, type Edges, joined, parseFormat } from './formats.js';

/** Boxes with what belongs to them, such as labels. */
export type LabelledBoxes = Readonly<Record<string, unknown>> & { readonly boxes: TensorLike };

const parameters = ['boxes', 'source', 'target', 'height', 'width', 'dtype'] as const;

type Settings = [
  source: BoundingBoxFormat,
  target: BoundingBoxFormat,
  height?: TensorLike | null,
  width?: TensorLike | null,
  dtype?: string,
];

interface ConvertFormat {
  (...args: PythonArguments<typeof parameters, [boxes: TensorLike, ...Settings]>): Tensor;
  (...args: PythonArguments<typeof parameters, [boxes: LabelledBoxes, ...Settings]>): LabelledBoxes;
}

/**
 * Boxes in another format: [..., 4], alone or as `boxes` of an object.
 *
 * @param height of the image, for relative formats
 * @param width of the image, for relative formats
 * @throws ValueError for an unknown format, or without the size of the image where it is needed
 * @example
 * await convertFormat([[1, 2, 4, 8]], 'xyxy', 'xywh').array(); // [[1, 2, 3, 6]]
 */
export const convertFormat = /* @__PURE__ */ pythonFunction(
  'convert_format',
  parameters,
  (
    boxes: unknown,
    source: string,
    target: string,
    height: TensorLike | null = null,
    width: TensorLike | null = null,
    dtype: string = 'float32',
  ): unknown => {
    const converted = (each: unknown) =>
      convertBoxes(convert(each as TensorLike, standardizeDType(dtype)), source, target, height, width);
    return isPlainObject(boxes) ? { ...boxes, boxes: converted(boxes.boxes) } : converted(boxes);
  },
) as unknown as ConvertFormat;

export function convertBoxes(
  boxes: Tensor,
  source: string,
  target: string,
  height: TensorLike | null,
  width: TensorLike | null,
): Tensor {
  const [from, to] = [parseFormat(source), parseFormat(target)];
  const columns = columnsOf(boxes);
  if ((from.isRelative || to.isRelative) && (height === null || width === null)) {
    throw new ValueError('Relative boxes need the size of the image.', {
      expected: 'height and width',
      received: `from ${source} to ${target} with height ${String(height)}, width ${String(width)}`,
    });
  }
  if (source.toLowerCase() === target.toLowerCase()) return boxes;
  const edges = from.decode(columns);
  if (from.isRelative === to.isRelative) return joined(to.encode(edges));
  const [h, w] = [convert(height!, boxes.dtype), convert(width!, boxes.dtype)];
  const [left, top, right, bottom] = edges;
  const scaled: Edges = from.isRelative
    ? [left.mul(w), top.mul(h), right.mul(w), bottom.mul(h)]
    : [left.div(w), top.div(h), right.div(w), bottom.div(h)];
  return joined(to.encode(scaled));
}
