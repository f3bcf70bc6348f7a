/** Boxes as differences from anchors, which detectors predict. */
import { epsilon, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { convert, isPlainObject, type PythonArguments, pythonFunction } from '@org/core/internal';
import { convertBoxes } from './convert-format.js';
import type { BoundingBoxFormat } from './formats.js';

type Encoding = 'center_xywh' | 'center_yxhw';
type ImageShape = readonly (number | null)[];

function assertEncoding(encoding: string): void {
  if (encoding === 'center_xywh' || encoding === 'center_yxhw') return;
  throw new ValueError('Unknown encoding of deltas.', { expected: 'center_xywh or center_yxhw', received: encoding });
}

function varianceOf(variance: TensorLike | null): Tensor | null {
  if (variance === null) return null;
  const factors = convert(variance, 'float32');
  if (factors.shape.at(-1) === 4) return factors;
  throw new ValueError('`variance` must have length 4.', { received: `shape [${factors.shape}]` });
}

const inFormat = (boxes: TensorLike, source: string, target: string, imageShape: ImageShape | null): Tensor => {
  const [height = null, width = null] = imageShape ?? [];
  return convertBoxes(convert(boxes, 'float32'), source, target, height, width);
};

/**
 * For each box the distance of its centre from that of its anchor, in sizes of the anchor, and the logarithm of the ratio of
 * their sizes.
 *
 * @param variance divides the four numbers
 * @throws ValueError for an unknown encoding, or a variance of another length
 * @example
 * encodeBoxToDeltas([[0, 0, 2, 2]], [[1, 0, 3, 2]], 'xyxy', 'xyxy'); // [[0, 0.5, 0, 0]]
 */
export const encodeBoxToDeltas = /* @__PURE__ */ pythonFunction(
  'encode_box_to_deltas',
  ['anchors', 'boxes', 'anchorFormat', 'boxFormat', 'encodingFormat', 'variance', 'imageShape'],
  (
    anchors: TensorLike,
    boxes: TensorLike,
    anchorFormat: BoundingBoxFormat,
    boxFormat: BoundingBoxFormat,
    encodingFormat: Encoding = 'center_yxhw',
    variance: TensorLike | null = null,
    imageShape: ImageShape | null = null,
  ): Tensor => {
    assertEncoding(encodingFormat);
    const factors = varianceOf(variance);
    const anchor = inFormat(anchors, anchorFormat, encodingFormat, imageShape);
    const box = inFormat(boxes, boxFormat, encodingFormat, imageShape);
    const anchorSize = anchor.at('...', '2:').maximum(epsilon());
    const boxSize = box.at('...', '2:').maximum(epsilon());
    const shift = box.at('...', ':2').sub(anchor.at('...', ':2')).div(anchorSize);
    const deltas = ops.concatenate([shift, boxSize.div(anchorSize).log()], -1);
    return factors ? deltas.div(factors) : deltas;
  },
);

const decodeParameters = [
  'anchors',
  'boxesDelta',
  'anchorFormat',
  'boxFormat',
  'encodedFormat',
  'variance',
  'imageShape',
] as const;

/** Boxes of several levels of a detector, by name. */
type Levels = Readonly<Record<string, TensorLike>>;

type DecodeSettings = [
  anchorFormat: BoundingBoxFormat,
  boxFormat: BoundingBoxFormat,
  encodedFormat?: Encoding,
  variance?: TensorLike | null,
  imageShape?: ImageShape | null,
];

interface DecodeDeltas {
  (
    ...args: PythonArguments<typeof decodeParameters, [anchors: TensorLike, boxesDelta: TensorLike, ...DecodeSettings]>
  ): Tensor;
  (
    ...args: PythonArguments<typeof decodeParameters, [anchors: Levels, boxesDelta: Levels, ...DecodeSettings]>
  ): Record<string, Tensor>;
}

/**
 * The boxes that {@link encodeBoxToDeltas} made the differences from; for objects of several levels, an object.
 *
 * @throws ValueError for an unknown encoding, or a variance of another length
 * @example
 * decodeDeltasToBoxes([[0, 0, 2, 2]], [[0, 0.5, 0, 0]], 'xyxy', 'xyxy'); // [[1, 0, 3, 2]]
 */
export const decodeDeltasToBoxes = /* @__PURE__ */ pythonFunction(
  'decode_deltas_to_boxes',
  decodeParameters,
  (
    anchors: unknown,
    boxesDelta: unknown,
    anchorFormat: string,
    boxFormat: string,
    encodedFormat: string = 'center_yxhw',
    variance: TensorLike | null = null,
    imageShape: ImageShape | null = null,
  ): unknown => {
    assertEncoding(encodedFormat);
    const factors = varianceOf(variance);
    const decode = (given: unknown, deltas: unknown): Tensor => {
      const anchor = inFormat(given as TensorLike, anchorFormat, encodedFormat, imageShape);
      const own = convert(deltas as TensorLike, 'float32');
      const delta = factors ? own.mul(factors) : own;
      const [centre, size] = [anchor.at('...', ':2'), anchor.at('...', '2:')];
      const moved = delta.at('...', ':2').mul(size).add(centre);
      const box = ops.concatenate([moved, delta.at('...', '2:').exp().mul(size)], -1);
      return inFormat(box, encodedFormat, boxFormat, imageShape);
    };
    if (!isPlainObject(anchors) || !isPlainObject(boxesDelta)) return decode(anchors, boxesDelta);
    return Object.fromEntries(
      Object.entries(anchors).map(([level, anchor]) => [level, decode(anchor, boxesDelta[level])]),
    );
  },
) as unknown as DecodeDeltas;
