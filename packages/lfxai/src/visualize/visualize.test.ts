import { ops, type Tensor, tensor } from '@org/core';
import { decodePng } from '@org/plots';
import { expectClose } from '@org/testing';
import { colorMap } from './color-maps.js';
import { normalizeAttr } from './image-attr.js';
import {
  plotImageSaliency,
  plotPretextSaliencies,
  plotPretextTopExample,
  plotVaeSaliencies,
  vaeBoxPlots,
  visualizeImageAttr,
  visualizeImageAttrMultiple,
} from './index.js';

const image = tensor(
  Float32Array.from({ length: 48 }, (_, i) => i / 47),
  [4, 4, 3],
  'float32',
);
const attr = tensor(
  Float32Array.from({ length: 16 }, (_, i) => i - 4),
  [4, 4, 1],
  'float32',
);

/** The colours in the middle of each quarter of a picture's first panel. */
async function corners(chart: { png(options: { scale: number }): Promise<Uint8Array> }, side: number) {
  const { data, width, channels } = decodePng(await chart.png({ scale: 1 }));
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * channels, (y * width + x) * channels + 3)];
  const margin = 5;
  return [at(margin + side / 8, margin + side / 8), at(margin + (7 * side) / 8, margin + (7 * side) / 8)];
}

describe('normalizeAttr', () => {
  const numbers = async (x: Tensor) => ({ shape: x.shape as number[], values: (await x.data()) as Float32Array });
  // By captum: |values| add up to 76, of which 98% are reached with 11; without outliers the scale is 11.
  it.each([
    ['all', [-4 / 11, 1]],
    ['positive', [0, 1]],
    ['absolute_value', [4 / 11, 1]],
    ['negative', [1, 0]],
  ] as const)('of sign %s', async (sign, [first, last]) => {
    const values = normalizeAttr(await numbers(attr), sign, 2);
    expectClose([values[0]!, values[15]!], [first, last], { rtol: 1e-6 });
  });

  it('cuts off outliers', async () => {
    const one = tensor(
      [
        [[1], [1]],
        [[1], [97]],
      ],
      null,
      'float32',
    );
    expect([...normalizeAttr(await numbers(one), 'positive', 98)]).toEqual([1, 1, 1, 1]);
  });
});

describe('visualizeImageAttr', () => {
  it('draws a heat map whose colours are those of the map', async () => {
    const [low, high] = await corners(await visualizeImageAttr(attr, null, { sign: 'positive', figSize: [4, 4] }), 240);
    expectClose(low!, colorMap('greens')(0), { atol: 1.5 });
    expectClose(high!, colorMap('greens')(1), { atol: 1.5 });
  });

  it('blends with the image in grey, masks it, and scales its alpha', async () => {
    const blended = await corners(
      await visualizeImageAttr(attr, image, { method: 'blended_heat_map', sign: 'positive', figSize: [4, 4] }),
      240,
    );
    expectClose(
      blended[1]!,
      colorMap('greens')(1).map((channel) => channel / 2 + 127.5),
      { atol: 2 },
    );
    const masked = await corners(
      await visualizeImageAttr(attr, image, { method: 'masked_image', sign: 'positive', figSize: [4, 4] }),
      240,
    );
    expect(masked[0]).toEqual([0, 0, 0]);
    expectClose(
      masked[1]!,
      [45, 46, 47].map((i) => (i / 47) * 255),
      { atol: 2 },
    );
    const scaled = await corners(
      await visualizeImageAttr(attr, image, { method: 'alpha_scaling', sign: 'positive', figSize: [4, 4] }),
      240,
    );
    expect(scaled[0]).toEqual([255, 255, 255]);
  });

  it('has a title and a bar of colours', async () => {
    const svg = await (
      await visualizeImageAttr(attr, image, { showColorbar: true, title: 'A digit', sign: 'all' })
    ).svg();
    expect(svg).toContain('A digit');
    expect(svg).toContain('>-1<');
  });

  it('shows the image alone without attributions', async () => {
    const [alone, beside] = await Promise.all(
      [null, attr].map((given) => visualizeImageAttr(given, image, { method: 'original_image' })),
    );
    expect(await alone!.svg()).toBe(await beside!.svg());
  });

  it('refuses what cannot be shown', async () => {
    const first = ops.transpose(attr, [2, 0, 1]);
    await expect(visualizeImageAttr(first, image, { method: 'blended_heat_map' })).rejects.toThrow(
      /channels come last/,
    );
    await expect(visualizeImageAttr(null, image, { method: 'heat_map' })).rejects.toThrow(/Attributions are missing/);
    await expect(visualizeImageAttr(attr, null, 'masked_image')).rejects.toThrow(/Original Image must be provided/);
    await expect(visualizeImageAttr(attr, image, { method: 'masked_image', sign: 'all' })).rejects.toThrow(
      /both positive and negative/,
    );
    await expect(visualizeImageAttr(attr, image, { method: 'other' as never })).rejects.toThrow(/method is unknown/);
    await expect(visualizeImageAttr(ops.ones([4, 4]))).rejects.toThrow(/3 axes/);
    await expect(visualizeImageAttr(attr, image, { cmap: 'none' })).rejects.toThrow(/colour map/);
    for (const outlierPerc of [-1, 101, Number.NaN])
      await expect(visualizeImageAttr(attr, image, { outlierPerc })).rejects.toThrow(/from 0 to 100/);
  });

  it('draws several side by side', async () => {
    const svg = await (
      await visualizeImageAttrMultiple(
        attr,
        image,
        ['original_image', 'heat_map'],
        ['all', 'positive'],
        ['Original', 'Heat'],
      )
    ).svg();
    expect(svg.match(/<image/g)).toHaveLength(2);
    expect(svg).toContain('Heat');
  });
});

describe('figures of the experiments', () => {
  const images = ops.reshape(image, [3, 4, 4]);
  it.each([
    ['plotImageSaliency', () => plotImageSaliency(ops.reshape(attr, [1, 4, 4]), ops.reshape(attr, [1, 4, 4])), 1],
    ['plotPretextSaliencies', () => plotPretextSaliencies(images, ops.ones([2, 3, 1, 4, 4]), ['A', 'B']), 6],
    ['plotPretextTopExample', () => plotPretextTopExample(images, images, ops.ones([2, 3, 3]), ['A', 'B']), 9],
    ['plotVaeSaliencies', () => plotVaeSaliencies(images, ops.ones([3, 2, 4, 4])), 9],
  ] as const)('%s has all its pictures', async (_, draw, count) => {
    expect((await (await draw()).svg()).match(/<image/g)).toHaveLength(count);
  });

  it('vaeBoxPlots', async () => {
    const rows = [1, 5].flatMap((Beta) =>
      ['Beta', 'TC'].map((loss, i) => ({ 'Loss Type': loss, Beta, Entropy: Beta + i })),
    );
    expect(await vaeBoxPlots(rows, ['Entropy']).svg()).toContain('Entropy');
  });
});
