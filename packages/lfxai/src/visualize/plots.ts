/** lfxai.utils.visualize: figures of the experiments. */
import { isTensor, ops, type Tensor, ValueError } from '@org/core';
import { type Chart, chart } from '@org/plots';
import { COLORBLIND, lightPalette } from './color-maps.js';
import { visualizeImageAttr } from './image-attr.js';
import type { ImageArray } from './image-data.js';
import { blended, figure, type Grid, greys, heat, type Panel } from './picture.js';

/** Grey images [N, H, W], with or without an axis of one channel, or a list of [H, W]. */
export type Images = ImageArray;

/** The images as grids. @throws ValueError for images of several channels */
async function gridsOf(images: Images): Promise<Grid[]> {
  const stacked = isTensor(images)
    ? images
    : ops.stack(images.map((image) => ops.squeeze(ops.convertToTensor(image as Tensor))));
  const shape = stacked.shape as number[];
  const grey =
    shape.length === 4 && (shape[1] === 1 || shape[3] === 1)
      ? [shape[0]!, ...shape.slice(1).filter((size) => size !== 1)]
      : shape;
  if (grey.length !== 3) throw new ValueError('Images must be grey, [N, H, W].', { received: `[${shape}]` });
  const [count, height, width] = grey as [number, number, number];
  const values = (await stacked.data()) as ArrayLike<number>;
  const all = Array.from(values);
  return Array.from({ length: count }, (_, i) => ({
    height,
    width,
    values: all.slice(i * height * width, (i + 1) * height * width),
  }));
}

/** A colour of its own for each. */
const paletteOf = (i: number) => lightPalette(COLORBLIND[i % COLORBLIND.length]!);

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, b), 0);

/** The picture of an image [C, H, W] and the importance of its pixels, of the same shape. */
export async function plotImageSaliency(image: Tensor, saliency: Tensor): Promise<Chart> {
  return visualizeImageAttr(ops.transpose(saliency, [1, 2, 0]), ops.transpose(image, [1, 2, 0]));
}

/**
 * Saliency maps of several pretext tasks over the images that they are of: a row for each image, a column for each task.
 *
 * @param saliency [tasks, images, ..., W, W]
 * @example
 * const figure = await plotPretextSaliencies(ops.ones([2, 8, 8]), ops.ones([3, 2, 1, 8, 8]), ['A', 'B', 'C']);
 */
export async function plotPretextSaliencies(
  images: Images,
  saliency: Tensor,
  pretextNames: readonly string[],
): Promise<Chart> {
  const grids = await gridsOf(images);
  const size = grids[0]!.height * grids[0]!.width;
  if (saliency.size !== pretextNames.length * grids.length * size) {
    throw new ValueError('There must be a map of the size of the images for each task and image.', {
      expected: `[${pretextNames.length},${grids.length},${grids[0]!.height},${grids[0]!.width}]`,
      received: `[${saliency.shape}]`,
    });
  }
  const values = Array.from((await saliency.data()) as ArrayLike<number>);
  const panels = grids.flatMap((grid, example): Panel[] =>
    pretextNames.map((name, task) => {
      const start = (task * grids.length + example) * size;
      const map = { ...grid, values: values.slice(start, start + size) };
      return {
        ...blended(greys(grid), heat(map, paletteOf(task), 0, largest(map.values)), 0.8),
        title: `Saliency ${name}`,
      };
    }),
  );
  return figure(panels, pretextNames.length);
}

/**
 * Test images, and beside each the training image that is most important for it by each pretext task.
 *
 * @param exampleImportance [tasks, test images, training images]
 * @example
 * const figure = await plotPretextTopExample(ops.ones([5, 8, 8]), ops.ones([2, 8, 8]), ops.ones([3, 2, 5]), ['A', 'B', 'C']);
 */
export async function plotPretextTopExample(
  trainImages: Images,
  testImages: Images,
  exampleImportance: Tensor,
  pretextNames: readonly string[],
): Promise<Chart> {
  const [train, test] = [await gridsOf(trainImages), await gridsOf(testImages)];
  const top = (await ops.argmax(exampleImportance, -1).array()) as number[][];
  const panels = test.flatMap((grid, example): Panel[] => [
    { ...greys(grid), title: 'Test Image' },
    ...pretextNames.map((name, task) => ({ ...greys(train[top[task]![example]!]!), title: `Top Image ${name}` })),
  ]);
  return figure(panels, pretextNames.length + 1);
}

/**
 * Images, and beside each the saliency map of each number of its representation, on one scale.
 *
 * @param saliency [images, numbers, W, W]
 * @example
 * const figure = await plotVaeSaliencies(ops.ones([2, 8, 8]), ops.ones([2, 3, 8, 8]));
 */
export async function plotVaeSaliencies(images: Images, saliency: Tensor): Promise<Chart> {
  const grids = await gridsOf(images);
  const [count, dims, height, width] = saliency.shape as [number, number, number, number];
  const values = Array.from((await saliency.data()) as ArrayLike<number>);
  const size = height * width;
  const panels = Array.from({ length: count }, (_, example): Panel[] => {
    const own = values.slice(example * dims * size, (example + 1) * dims * size);
    const top = largest(own);
    const maps = Array.from({ length: dims }, (_, dim): Panel => {
      const grid = { height, width, values: own.slice(dim * size, (dim + 1) * size) };
      return { ...heat(grid, paletteOf(dim), 0, top), title: `Saliency Dimension ${dim + 1}` };
    });
    return [{ ...greys(grids[example]!), title: 'Original Image' }, ...maps];
  }).flat();
  return figure(panels, dims + 1);
}

/**
 * A box plot of each metric, by beta and loss.
 *
 * @param rows of the table that the experiment writes, with 'Beta', 'Loss Type' and the metrics
 * @example
 * const boxes = vaeBoxPlots([{ 'Loss Type': 'Beta', Beta: 1, Entropy: 0.5 }, { 'Loss Type': 'TC', Beta: 1, Entropy: 0.7 }], ['Entropy']);
 */
export const vaeBoxPlots = (
  rows: readonly Readonly<Record<string, unknown>>[],
  metricNames: readonly string[],
): Chart =>
  chart({
    vconcat: metricNames.map((metric) => ({
      width: 320,
      height: 180,
      data: { values: rows },
      mark: { type: 'boxplot', size: 18, extent: 'min-max' },
      encoding: {
        x: { field: 'Beta', type: 'ordinal', axis: { labelAngle: 0 } },
        xOffset: { field: 'Loss Type' },
        y: { field: metric, type: 'quantitative', scale: { zero: false, padding: 8 } },
        color: { field: 'Loss Type', type: 'nominal', scale: { range: COLORBLIND } },
      },
    })),
  });
