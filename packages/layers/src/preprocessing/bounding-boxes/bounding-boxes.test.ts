import { type Tensor, tensor } from '@org/core';
import { fromPythonName } from '@org/core/internal';
import { decodeArray, decodeValue, type EncodedArray, expectClose, type FunctionCase, loadGolden } from '@org/testing';
import * as boundingBoxes from './index.js';

const decode = (value: unknown): unknown =>
  decodeValue(value, { array: ({ values, shape, dtype }) => tensor(values, [...shape], dtype as 'float32') });

const boxes = [
  [
    [1, 2, 4, 8],
    [0, 0, 3, 3],
  ],
];
const size = [10, 20] as const;
const close = async (actual: Tensor, expected: readonly number[]): Promise<void> =>
  expectClose(await actual.data(), expected, { rtol: 1e-5 });

describe('functions as in Keras', () => {
  const prefix = 'keras.utils.bounding_boxes.';
  const table = boundingBoxes as unknown as Record<string, (...args: unknown[]) => Tensor>;
  const cases = loadGolden<FunctionCase>('utils').cases.filter(({ fn }) => fn.startsWith(prefix));
  it.each(cases.map((each) => [each.id, each] as const))('%s', async (label, { fn, args, kwargs = {}, out }) => {
    const result = table[fromPythonName(fn.replace(prefix, ''))]!(...(decode(args) as unknown[]), decode(kwargs));
    const { shape, values } = decodeArray(out as EncodedArray);
    expect(result.shape).toEqual(shape);
    expectClose(await result.data(), values, { rtol: 1e-6, atol: 1e-7, label });
  });
});

// Further values are those of Keras.
describe('convertFormat', () => {
  const table = {
    xyxy: [1, 2, 4, 8, 0, 0, 3, 3],
    yxyx: [2, 1, 8, 4, 0, 0, 3, 3],
    xywh: [1, 2, 3, 6, 0, 0, 3, 3],
    center_xywh: [2.5, 5, 3, 6, 1.5, 1.5, 3, 3],
    center_yxhw: [5, 2.5, 6, 3, 1.5, 1.5, 3, 3],
    rel_xyxy: [0.05, 0.2, 0.2, 0.8, 0, 0, 0.15, 0.3],
    rel_yxyx: [0.2, 0.05, 0.8, 0.2, 0, 0, 0.3, 0.15],
    rel_xywh: [0.05, 0.2, 0.15, 0.6, 0, 0, 0.15, 0.3],
    rel_center_xywh: [0.125, 0.5, 0.15, 0.6, 0.075, 0.15, 0.15, 0.3],
  } as const;
  type Format = keyof typeof table;

  it.each(Object.keys(table) as Format[])('converts between %s and all others', async (source) => {
    for (const [target, expected] of Object.entries(table)) {
      const given = tensor(Float32Array.from(table[source]), [1, 2, 4]);
      await close(boundingBoxes.convertFormat(given, source, target as Format, ...size), expected);
    }
  });

  it('keeps what belongs to the boxes', async () => {
    const converted = boundingBoxes.convertFormat({ boxes, labels: [1, 2] }, 'xyxy', 'xywh');
    expect(converted.labels).toEqual([1, 2]);
    await close(converted.boxes as Tensor, table.xywh);
  });

  it('refuses what it cannot convert', () => {
    const { convertFormat } = boundingBoxes;
    expect(() => convertFormat([[1, 2, 3]], 'xyxy', 'xywh')).toThrow(/four numbers each[\s\S]*\[1,3\]/);
    expect(() => convertFormat(boxes, 'xyxy', 'rel_xyxy')).toThrow(/need the size of the image/);
    expect(() => convertFormat(boxes, 'xyxy', 'rel_center_yxhw' as 'xyxy')).toThrow(/Unknown format/);
  });
});

describe('overlap', () => {
  it('marks pairs with padding', async () => {
    const others = [
      [-1, -1, -1, -1],
      [2, 2, 5, 5],
    ];
    const masked = boundingBoxes.computeIou(boxes[0]!, others, 'xyxy', { useMasking: true, maskVal: -7 });
    await close(masked, [-7, 0.2857143, -7, 0.0588235]);
    await close(boundingBoxes.computeIou(boxes, [others], 'xywh'), [0, 0.3571429, 0, 0.030303]);
  });

  it('refuses other shapes and relative formats', () => {
    expect(() => boundingBoxes.computeIou([1, 2, 3, 4], boxes, 'xyxy')).toThrow(/boxes of an image/);
    expect(() => boundingBoxes.computeCiou(boxes, boxes, 'rel_xyxy')).toThrow(/does not take relative formats/);
  });
});

describe('transforms', () => {
  it('clips boxes, and takes labels from those of which nothing is left', async () => {
    const given = {
      boxes: [
        [
          [-1, 2, 4, 8],
          [7, 7, 9, 9],
        ],
      ],
      labels: [[3, 4]],
    };
    const result = boundingBoxes.clipToImageSize(given, 6, 6);
    await close(result.boxes, [0, 2, 4, 6, 6, 6, 6, 6]);
    await close(result.labels as Tensor, [3, -1]);
    const relative = boundingBoxes.clipToImageSize({ boxes: [[-0.5, 0, 2, 0.5]] }, { boundingBoxFormat: 'rel_xyxy' });
    await close(relative.boxes, [0, 0, 1, 0.5]);
    expect(() => boundingBoxes.clipToImageSize(given)).toThrow(/must be given/);
    expect(() => boundingBoxes.clipToImageSize(given, 6, 6, 'xywh')).toThrow(/does not take boxes in this format/);
  });

  it('crops and pads', async () => {
    await close(boundingBoxes.crop([[2, 2, 8, 8]], 1, 0, 4, 5), [2, 1, 5, 4]);
    await close(boundingBoxes.pad([[2, 2, 8, 8]], 1, 3), [5, 3, 11, 9]);
  });

  it('follows affine maps', async () => {
    const map = [[30], [0.1], [-0.2], [1.5], [10], [-5]] as const;
    await close(
      boundingBoxes.affineTransform(boxes, ...map, ...size),
      [-4.23892, 2.30543, 5.91996, 12.29691, -7.62521, 0.70224, -0.36879, 6.99346],
    );
    await close(
      boundingBoxes.affineTransform(boxes, ...map, ...size, { centerX: 0.1, centerY: 0.7 }),
      [-2.55034, -4.67848, 7.60854, 5.31301, -5.93663, -6.28167, 1.31979, 0.00955],
    );
  });
});

describe('deltas', () => {
  const anchors = boxes[0]!;
  const targets = [...anchors].reverse();
  const variance = [0.1, 0.1, 0.2, 0.2];

  it('are encoded and decoded', async () => {
    const deltas = boundingBoxes.encodeBoxToDeltas(anchors, targets, 'xyxy', 'xyxy', { variance });
    await close(deltas, [-5.83333, -3.33333, -3.46574, 0, 11.66667, 3.33333, 3.46574, 0]);
    await close(boundingBoxes.decodeDeltasToBoxes(anchors, deltas, 'xyxy', 'xyxy', { variance }), targets.flat());
    const levels = boundingBoxes.decodeDeltasToBoxes({ P3: anchors }, { P3: deltas }, 'xyxy', 'xywh', { variance });
    await close(levels.P3!, [0, 0, 3, 3, 1, 2, 3, 6]);
  });

  it('have another encoding', async () => {
    const deltas = boundingBoxes.encodeBoxToDeltas(anchors, targets, 'xyxy', 'yxyx', { encodingFormat: 'center_xywh' });
    await close(deltas, [-1 / 3, -7 / 12, 0, -Math.LN2, 7 / 6, 1 / 3, Math.LN2, 0]);
  });

  it('refuses other encodings and variances', () => {
    const { encodeBoxToDeltas, decodeDeltasToBoxes } = boundingBoxes;
    expect(() => encodeBoxToDeltas(anchors, targets, 'xyxy', 'xyxy', 'xyxy' as 'center_xywh')).toThrow(
      /Unknown encoding/,
    );
    expect(() => decodeDeltasToBoxes(anchors, targets, 'xyxy', 'xyxy', { variance: [1, 2] })).toThrow(/length 4/);
  });
});
