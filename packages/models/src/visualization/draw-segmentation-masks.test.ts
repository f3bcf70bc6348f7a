import { ops, tensor } from '@org/core';
import { drawSegmentationMasks } from './draw-segmentation-masks.js';

const images = tensor(
  Array.from({ length: 36 }, (_, i) => 5 * i),
  [2, 2, 3, 3],
  'float32',
);
const masks = tensor([0, 1, 2, 3, -1, 1, 2, 2, 0, -1, 3, 1], [2, 2, 3, 1], 'int32');
const channelsFirst = (x: typeof images): typeof images => ops.transpose(x, [0, 3, 1, 2]);

/** Of Python Keras on the same images. */
const usual = [
  0, 1, 2, 3, 105, 29, 7, 210, 57, 45, 50, 55, 60, 65, 70, 15, 117, 41, 19, 222, 69, 22, 225, 72, 24, 25, 26, 135, 140,
  145, 150, 155, 160, 33, 135, 59,
];
const ignored = [
  0, 2, 5, 15, 20, 25, 16, 144, 51, 24, 88, 74, 60, 65, 70, 75, 80, 85, 46, 174, 81, 53, 182, 88, 60, 62, 65, 135, 140,
  145, 76, 140, 126, 165, 170, 175,
];
const covered = [
  1, 2, 3, 255, 0, 10, 30, 35, 40, 45, 50, 55, 60, 65, 70, 255, 0, 10, 90, 95, 100, 105, 110, 115, 1, 2, 3, 135, 140,
  145, 150, 155, 160, 255, 0, 10,
];

test.each([
  ['by the colours of Keras', 'uint8', usual, () => drawSegmentationMasks(images, masks)],
  [
    'half, with a class that is ignored',
    'uint8',
    ignored,
    () => drawSegmentationMasks(images, masks, 4, { ignoreIndex: 1, alpha: 0.5 }),
  ],
  [
    'by colours of their own, which cover',
    'float32',
    covered,
    () => drawSegmentationMasks(images, masks, 2, { 0: [1, 2, 3], 1: [255, 0, 10] }, { blend: false }),
  ],
  [
    'with channels in front',
    'uint8',
    usual,
    () => drawSegmentationMasks(channelsFirst(images), channelsFirst(masks), { dataFormat: 'channels_first' }),
  ],
])('masks are drawn as in Keras: %s', async (_, dtype, expected, draw) => {
  const drawn = await draw();
  expect([drawn.dtype, drawn.shape]).toEqual([dtype, [2, 2, 3, 3]]);
  expect([...(await drawn.data())]).toEqual(expected);
});

test('what cannot be drawn', async () => {
  const named = (name: string): Error => expect.objectContaining({ name }) as Error;
  await expect(drawSegmentationMasks(images.at(0), masks)).rejects.toEqual(named('ValueError'));
  await expect(drawSegmentationMasks(images, masks.at('...', 0))).rejects.toEqual(named('ValueError'));
  await expect(drawSegmentationMasks(images, ops.cast(masks, 'float32'))).rejects.toEqual(named('TypeError'));
  await expect(drawSegmentationMasks(images, masks, 3, { 1: [1, 1, 1] }, 0.5)).rejects.toEqual(named('KeyError'));
});
