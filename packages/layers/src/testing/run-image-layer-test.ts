/** What every image layer must do besides what every layer must, in one call. */
import { interpret, jit, KerasTensor, ops, type Shape, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import type { BaseImagePreprocessingLayer } from '../image/base-image-preprocessing-layer.js';
import type { ImageData } from '../image/image-data.js';
import { runLayerTest } from './run-layer-test.js';

interface ImageLayerClass<Args extends readonly unknown[]> {
  new (...args: Args): BaseImagePreprocessingLayer<unknown>;
  fromConfig(config: Record<string, unknown>): unknown;
}

export interface ImageLayerTest<Args extends readonly unknown[]> {
  /** Constructor arguments, with a seed where the layer draws. */
  readonly args: Args;
  /** `[batch, height, width, channels]`. */
  readonly inputShape?: Shape;
  readonly outputShape?: Shape;
  readonly seedGenerators?: number;
  /** Whether boxes are transformed as well. */
  readonly hasBoxes?: boolean;
  /** Whether channels in front are treated as those at the end are. */
  readonly takesChannelsFirst?: boolean;
  /** Whether one image alone is treated as a batch of one is. */
  readonly takesSingle?: boolean;
}

const wave = (shape: Shape): Tensor => {
  const size = shape.reduce((n, dim) => n * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => 128 + 100 * Math.sin(1 + 2.3 * i)),
    shape,
  );
};

const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number);

async function expectSame(a: Tensor, b: Tensor): Promise<void> {
  expect([a.shape, a.dtype]).toEqual([b.shape, b.dtype]);
  expectClose(await numbers(a), await numbers(b), { atol: 2e-3, rtol: 0 });
}

/** Fails where the layer does not keep the contract. Call it at the top of a describe block. */
export function runImageLayerTest<Args extends readonly unknown[]>(
  type: ImageLayerClass<Args>,
  test: ImageLayerTest<Args>,
): void {
  const {
    inputShape = [2, 4, 5, 3],
    seedGenerators = 1,
    hasBoxes = true,
    takesSingle = true,
    takesChannelsFirst = true,
  } = test;
  const outputShape = test.outputShape ?? inputShape;
  runLayerTest(type, { args: test.args, inputShape, outputShape, seedGenerators, keywords: { training: false } });

  const [, height, width] = inputShape as [number, number, number];
  const config = { ...new type(...test.args).getConfig(), bounding_box_format: 'xyxy' };
  const make = (changes: Record<string, unknown> = {}) =>
    type.fromConfig({ ...config, ...changes }) as BaseImagePreprocessingLayer<unknown>;
  const dataOf = (batch: number): ImageData => ({
    images: wave([batch, ...inputShape.slice(1)]),
    labels: ops.oneHot(ops.arange(batch), 9),
    segmentation_masks: ops.floor(wave([batch, height, width, 1]).div(50)),
    ...(hasBoxes && {
      bounding_boxes: {
        boxes: ops.tile(tensor([[[1, 0, 3, 2], [0, 1, width, height]]]), [batch, 1, 1]), // biome-ignore format: two boxes
        labels: ops.ones([batch, 2], 'int32'),
      },
    }),
  });
  const parts = (data: ImageData): Tensor[] => {
    const { images, labels, segmentation_masks, bounding_boxes } = data as Record<string, Tensor>;
    const { boxes, labels: kinds } = (bounding_boxes ?? {}) as unknown as Record<string, Tensor>;
    return [images!, labels!, segmentation_masks!, ...(hasBoxes ? [boxes!, kinds!] : [])];
  };
  const given = dataOf(inputShape[0]!);

  describe(`${type.name} as an image layer`, () => {
    it('knows the shapes and dtypes of all parts beforehand, of batches of unknown size', () => {
      const open = (x: Tensor) => new KerasTensor([null, ...x.shape.slice(1)], x.dtype);
      const symbolic = make()<ImageData>({
        images: open(given.images),
        labels: open(given.labels as Tensor),
        segmentation_masks: open(given.segmentation_masks as Tensor),
        ...(hasBoxes && {
          bounding_boxes: Object.fromEntries(
            Object.entries(given.bounding_boxes as Record<string, Tensor>).map(([key, x]) => [key, open(x)]),
          ),
        }),
      });
      const actual = parts(make()<ImageData>(given));
      expect(parts(symbolic).map(({ shape, dtype }) => [shape, dtype])).toEqual(
        actual.map(({ shape, dtype }) => [[null, ...shape.slice(1)], dtype]),
      );
    });

    it('trains on batches of any size, compiled or not, with the same numbers', async () => {
      const layer = make();
      const compiled = jit((data: ImageData) => parts(layer<ImageData>(data, { training: true })));
      for (const batch of [2, 3, 4, 5]) {
        const data = dataOf(batch);
        const expected = await interpret(
          (each: ImageData) => parts(make()<ImageData>(each, { training: true })),
          [data],
        );
        resetSeed(layer, make());
        const actual = compiled(data);
        for (const [i, part] of actual.entries()) await expectSame(part, expected[i]!);
      }
    });

    if (takesSingle)
      it('does to one image what it does to a batch of one', async () => {
        const batch = dataOf(1);
        const one = mapParts(batch, (x) => ops.squeeze(x, 0));
        const expected = parts(make()<ImageData>(batch, { training: true }));
        const actual = parts(make()<ImageData>(one, { training: true }));
        for (const [i, part] of actual.entries()) await expectSame(ops.expandDims(part, 0), expected[i]!);
        const alone = make()(one.images, { training: true }) as Tensor;
        await expectSame(alone, actual[0]!);
      });

    if (!takesChannelsFirst) return;
    it('does the same to channels in front', async () => {
      const [last, first] = [make({ data_format: 'channels_last' }), make({ data_format: 'channels_first' })];
      const toFront = (x: Tensor) => ops.transpose(x, [0, 3, 1, 2]);
      const swapped = {
        ...given,
        images: toFront(given.images),
        segmentation_masks: toFront(given.segmentation_masks as Tensor),
      };
      const expected = parts(last<ImageData>(given, { training: true }));
      const actual = parts(first<ImageData>(swapped, { training: true }));
      for (const [i, part] of actual.entries())
        await expectSame(part, i === 0 || i === 2 ? toFront(expected[i]!) : expected[i]!);
    });
  });
}

function mapParts(data: ImageData, change: (x: Tensor) => Tensor): ImageData {
  const { bounding_boxes: boxes, ...others } = data as Record<string, Tensor>;
  const mapped = (each: Record<string, Tensor>) =>
    Object.fromEntries(Object.entries(each).map(([key, x]) => [key, change(x)]));
  return { ...mapped(others), ...(boxes && { bounding_boxes: mapped(boxes as never) }) } as never;
}

/** Gives the seed generators of a layer the state of those of another that is alike. */
function resetSeed(layer: BaseImagePreprocessingLayer<unknown>, fresh: BaseImagePreprocessingLayer<unknown>): void {
  const states = fresh.nonTrainableVariables;
  for (const [i, variable] of layer.nonTrainableVariables.entries()) variable.assign(states[i]!.value);
}
