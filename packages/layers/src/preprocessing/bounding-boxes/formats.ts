/** How the four numbers of a box are to be read. */
import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor } from '@org/core/internal';

/** The left, top, right and bottom of boxes, each of shape [..., 1]. */
export type Edges = readonly [left: Tensor, top: Tensor, right: Tensor, bottom: Tensor];

type Columns = readonly [Tensor, Tensor, Tensor, Tensor];

interface Format {
  readonly decode: (columns: Columns) => Edges;
  readonly encode: (edges: Edges) => Columns;
}

const centered = (x: Tensor, y: Tensor, width: Tensor, height: Tensor): Edges => {
  const [halfWidth, halfHeight] = [width.div(2), height.div(2)];
  return [x.sub(halfWidth), y.sub(halfHeight), x.add(halfWidth), y.add(halfHeight)];
};

const centerAndSize = ([left, top, right, bottom]: Edges): Columns => {
  const [width, height] = [right.sub(left), bottom.sub(top)];
  return [left.add(width.div(2)), top.add(height.div(2)), width, height];
};

const formats = {
  xyxy: { decode: (columns) => columns, encode: (edges) => edges },
  yxyx: {
    decode: ([top, left, bottom, right]) => [left, top, right, bottom],
    encode: ([left, top, right, bottom]) => [top, left, bottom, right],
  },
  xywh: {
    decode: ([left, top, width, height]) => [left, top, left.add(width), top.add(height)],
    encode: ([left, top, right, bottom]) => [left, top, right.sub(left), bottom.sub(top)],
  },
  center_xywh: { decode: ([x, y, width, height]) => centered(x, y, width, height), encode: centerAndSize },
  center_yxhw: {
    decode: ([y, x, height, width]) => centered(x, y, width, height),
    encode: (edges) => {
      const [x, y, width, height] = centerAndSize(edges);
      return [y, x, height, width];
    },
  },
} as const satisfies Readonly<Record<string, Format>>;

/** In those that begin with `rel_`, numbers are shares of the width and the height of the image. */
export type BoundingBoxFormat = keyof typeof formats | 'rel_xyxy' | 'rel_yxyx' | 'rel_xywh' | 'rel_center_xywh';

export interface ParsedFormat extends Format {
  readonly isRelative: boolean;
}

/** @throws ValueError for an unknown format */
export function parseFormat(name: string): ParsedFormat {
  const isRelative = name.toLowerCase().startsWith('rel_');
  const own = name.toLowerCase().replace(/^rel_/, '');
  if (Object.hasOwn(formats, own) && !(isRelative && own === 'center_yxhw')) {
    return { ...(formats[own as keyof typeof formats] as Format), isRelative };
  }
  const relative = ['rel_xyxy', 'rel_yxyx', 'rel_xywh', 'rel_center_xywh'];
  throw new ValueError('Unknown format of bounding boxes.', {
    expected: `one of ${[...Object.keys(formats), ...relative].join(', ')}`,
    received: name,
  });
}

/** @throws ValueError unless the last axis has size 4 */
export function columnsOf(boxes: TensorLike): Columns {
  const given = asTensor(boxes);
  if (given.shape.at(-1) !== 4) {
    throw new ValueError('Boxes must have four numbers each.', {
      expected: 'shape [..., 4]',
      received: `[${given.shape}]`,
    });
  }
  return ops.split(given, 4, -1) as unknown as Columns;
}

export const joined = (columns: Columns): Tensor => ops.concatenate([...columns], -1);
