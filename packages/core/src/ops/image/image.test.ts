/** What the goldens of keras.ops.image leave open. */
import { random } from '../../index.js';
import { KerasTensor } from '../../symbolic/keras-tensor.js';
import { emptyArray } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { expectValues } from '../../testing/agreement.js';
import { runGraph } from '../../testing/run-graph.js';
import { grad, vmap } from '../../transforms/index.js';
import { opTable } from '../support/define.js';
import * as image from './index.js';

const symbolic = (...shape: (number | null)[]): Tensor => new KerasTensor(shape) as unknown as Tensor;
const images = random.uniform(random.PRNGKey(0), [2, 6, 5, 3]);
const row = (...values: number[]): Tensor => tensor(Float32Array.from(values), [1, values.length, 1]);
const bytes = (...values: number[]): Tensor => tensor(Uint8Array.from(values), [1, values.length, 1]);
const toFirst = (x: Tensor): Tensor => x.transpose([0, 3, 1, 2]);

test('the heading has the functions of keras.ops.image', () => {
  const rows = [...opTable().values()].filter(({ family }) => family === 'image');
  expect(rows.map(({ name }) => name).sort()).toHaveLength(Object.keys(image).length);
});

describe('every function', () => {
  const square = [
    [0, 0],
    [0, 6],
    [5, 0],
    [5, 6],
  ];
  const calls: Readonly<Record<string, (x: Tensor, dataFormat: string) => Tensor>> = {
    affineTransform: (x, dataFormat) => image.affineTransform(x, [1, 0.2, 0, 0, 1, 0.3, 0, 0], { dataFormat }),
    cropImages: (x, dataFormat) => image.cropImages(x, 1, 1, 1, 1, { dataFormat }),
    elasticTransform: (x, dataFormat) => image.elasticTransform(x, 3, 1, { seed: 0, dataFormat }),
    extractPatches: (x, dataFormat) => image.extractPatches(x, 2, 1, 1, 'same', dataFormat),
    gaussianBlur: (x, dataFormat) => image.gaussianBlur(x, [3, 5], [1, 2], dataFormat),
    hsvToRgb: (x, dataFormat) => image.hsvToRgb(x, dataFormat),
    padImages: (x, dataFormat) => image.padImages(x, 1, 2, 1, 0, { dataFormat }),
    perspectiveTransform: (x, dataFormat) => image.perspectiveTransform(x, square, square, { dataFormat }),
    resize: (x, dataFormat) => image.resize(x, [8, 4], { dataFormat }),
    rgbToGrayscale: (x, dataFormat) => image.rgbToGrayscale(x, dataFormat),
    rgbToHsv: (x, dataFormat) => image.rgbToHsv(x, dataFormat),
  };

  it.each(Object.entries(calls))('%s takes both data formats, single images and symbolic ones', async (_name, call) => {
    const expected = call(images, 'channels_last');
    expect(await call(toFirst(images), 'channels_first').array()).toEqual(await toFirst(expected).array());
    expect(call(images.at(0), 'channels_last').shape).toEqual(expected.shape.slice(1));
    expect(call(symbolic(null, 6, 5, 3), 'channels_last').shape).toEqual([null, ...expected.shape.slice(1)]);
    expect(() => call(tensor([1, 2], null, 'float32'), 'channels_last')).toThrow(/rank/);
    expect(() => call(images, 'channels')).toThrow(/data_format/);
  });

  it.each(Object.entries(calls))('%s gives none for no images', async (_name, call) => {
    const none = placeholder({ shape: [0, 6, 5, 3], dtype: 'float32' });
    const outputs = [call(none, 'channels_last')];
    const [result] = await runGraph({ inputs: [none], outputs }, [emptyArray(none)]);
    expect(result!.shape).toEqual([0, ...call(images, 'channels_last').shape.slice(1)]);
  });

  it('infers symbolic shapes from several inputs', () => {
    expect(image.ssim(symbolic(null, 12, 12, 3), symbolic(null, 12, 12, 3)).shape).toEqual([null]);
    expect(image.mapCoordinates(symbolic(4, 5), symbolic(2, null, 3), 1).shape).toEqual([null, 3]);
    expect(image.sobelEdges(symbolic(null, null, null, 1)).shape).toEqual([null, null, null, 1, 2]);
    const scaled = image.scaleAndTranslate(symbolic(null, 5, 3), [2, 9, 3], [2], [1.5], [1], 'cubic');
    expect(scaled.shape).toEqual([null, 9, 3]);
  });
});

describe('resize', () => {
  it('takes the nearest pixels or weighs them', async () => {
    await expectValues(image.resize(row(1, 3), [1, 4], 'nearest').reshape([-1]), [1, 1, 3, 3]);
    await expectValues(image.resize(row(1, 3), [1, 4]).reshape([-1]), [1, 1.5, 2.5, 3]);
    // Values of Keras on JAX.
    const cubic = image.resize(row(0, 1, 0, 0), [1, 6], 'bicubic').reshape([-1]);
    await expectValues(cubic, [-0.0657892, 0.5294118, 0.9375002, 0.1319443, -0.05882353, 0]);
  });

  it('averages all pixels with antialias', async () => {
    await expectValues(image.resize(row(0, 4, 0, 4), [1, 1], { antialias: true }).reshape([-1]), [2]);
  });

  it('rounds and bounds integers', async () => {
    const resized = image.resize(bytes(0, 255, 255, 0), [1, 8], 'bicubic');
    expect(resized.dtype).toBe('uint8');
    expect([await resized.min().item(), await resized.max().item()]).toEqual([0, 255]);
  });

  it('crops or pads to the aspect ratio', async () => {
    const wide = row(1, 2, 3, 4).reshape([1, 1, 4, 1]);
    await expectValues(image.resize(wide, [1, 1], { cropToAspectRatio: true }).reshape([-1]), [2]);
    const tall = row(1, 2, 3, 4).reshape([4, 1, 1]);
    const padded = image.resize(tall, [2, 2], { interpolation: 'nearest', padToAspectRatio: true, fillValue: 9 });
    await expectValues(padded.reshape([2, 2]), [
      [9, 9],
      [9, 9],
    ]);
    expect(() => image.resize(wide, [1, 1], { cropToAspectRatio: true, padToAspectRatio: true })).toThrow(/only one/);
  });

  it('gives each pixel the gradient of its copies', async () => {
    const gradient = grad((x: Tensor) => image.resize(x, [1, 4], 'nearest').sum())(row(1, 2, 3));
    await expectValues(gradient.reshape([-1]), [1, 2, 1]);
  });

  it('rejects sizes and methods that do not exist', () => {
    expect(() => image.resize(images, [0, 3])).toThrow(/size/);
    expect(() => image.resize(images, [3])).toThrow(/size/);
    expect(() => image.resize(images, [3, 3], 'area')).toThrow(/interpolation/);
    expect(() => image.resize(images, [3, 3], { fillMode: 'reflect' })).toThrow(/fill_mode/);
  });
});

describe('mapCoordinates', () => {
  const line = tensor([10, 20, 30, 40], null, 'float32');
  const places = [[-2, -1, -0.5, 0.25, 3.5, 4, 5]];
  // Values of Keras on JAX.
  it.each([
    ['constant', [0, 0, 5, 12.5, 20, 0, 0]],
    ['nearest', [10, 10, 10, 12.5, 40, 40, 40]],
    ['wrap', [30, 40, 25, 12.5, 25, 10, 20]],
    ['mirror', [30, 20, 15, 12.5, 35, 30, 20]],
    ['reflect', [20, 10, 10, 12.5, 40, 40, 30]],
  ])('%s', async (fillMode, expected) => {
    await expectValues(image.mapCoordinates(line, places, 1, { fillMode }), expected);
  });

  it('takes integer places, and keeps integers', async () => {
    await expectValues(image.mapCoordinates(line, [[3, 0]], 1), [40, 10]);
    const picked = image.mapCoordinates(tensor([1, 2, 4], null, 'int32'), [[0.5, 1.4]], 1);
    expect(picked.dtype).toBe('int32');
    await expectValues(picked, [2, 3]);
  });

  it('rounds halves away from 0', async () => {
    await expectValues(image.mapCoordinates(line, [[0.5, 1.5, 2.5]], 0), [20, 30, 40]);
  });

  it('rejects what does not fit', () => {
    expect(() => image.mapCoordinates(line, [[0], [1]], 1)).toThrow(/coordinates/);
    expect(() => image.mapCoordinates(line, places, 2)).toThrow(/order/);
    expect(() => image.mapCoordinates(line, places, 1, 'edge')).toThrow(/fill_mode/);
  });
});

describe('transforms', () => {
  it('move each image of a batch by its own map, or all by one', async () => {
    const [still, right] = [
      [1, 0, 0, 0, 1, 0, 0, 0],
      [1, 0, -1, 0, 1, 0, 0, 0],
    ];
    const moved = image.affineTransform(images, [still, right]);
    expect(await moved.at(0).array()).toEqual(await images.at(0).array());
    expect(await moved.at(1).array()).toEqual(await image.affineTransform(images, right).at(1).array());
  });

  it('can be mapped over a batch', async () => {
    const each = (x: Tensor): Tensor => image.affineTransform(x, [1, 0.2, 0, 0, 1, 0.3, 0, 0]);
    expect(await vmap(each)(images).array()).toEqual(await each(images).array());
  });

  it('reject what does not fit', () => {
    expect(() => image.affineTransform(images, [1, 2, 3])).toThrow(/transform/);
    expect(() => image.affineTransform(images, new Array(8).fill(0), 'bicubic')).toThrow(/interpolation/);
    expect(() => image.perspectiveTransform(images, [[0, 0]], [[0, 0]])).toThrow(/start_points/);
  });

  it('elasticTransform draws from its seed', async () => {
    const first = await image.elasticTransform(images, { seed: 1 }).array();
    expect(await image.elasticTransform(images, { seed: 1 }).array()).toEqual(first);
    expect(await image.elasticTransform(images, { seed: 2 }).array()).not.toEqual(first);
  });
});

describe('patches', () => {
  it('are the same side by side and one by one', async () => {
    const every = image.extractPatches(images, [2, 2], 1);
    const tiled = image.extractPatches(images, 2);
    expect(tiled.shape).toEqual([2, 3, 2, 12]);
    expect(await tiled.array()).toEqual(await every.at(':', '::2', '::2').array());
  });

  it('of volumes go by either name', async () => {
    const volumes = random.uniform(random.PRNGKey(1), [1, 4, 4, 4, 2]);
    const expected = await image.extractPatches3d(volumes, [2, 1, 2], 1).array();
    expect(await image.extractPatches(volumes, [2, 1, 2], 1).array()).toEqual(expected);
  });

  it('must fit', () => {
    expect(() => image.extractPatches(images, 7)).toThrow(/larger/);
    expect(() => image.gaussianBlur(new KerasTensor([3, 3]))).toThrow(/rank/);
    expect(() => image.extractPatches(images, [1, 2, 3, 4])).toThrow(/entries/);
    expect(() => image.extractPatches(images, '2' as never)).toThrow(/size/);
    expect(() => image.extractPatches3d(random.uniform(random.PRNGKey(1), [2, 2, 2, 1]), [1, 2])).toThrow(
      /three of them/,
    );
  });
});

describe('margins', () => {
  it('follow from the size', async () => {
    const cropped = image.cropImages(row(1, 2, 3, 4), {
      topCropping: 0,
      bottomCropping: 0,
      rightCropping: 1,
      targetWidth: 2,
    });
    await expectValues(cropped.reshape([-1]), [2, 3]);
    const padded = image.padImages(row(1, 2), { topPadding: 0, bottomPadding: 0, rightPadding: 1, targetWidth: 4 });
    await expectValues(padded.reshape([-1]), [0, 1, 2, 0]);
  });

  it('must be two of three, and not negative', () => {
    expect(() => image.padImages(images, 1, 1, 1, 1, 9)).toThrow(/two of top_padding/);
    expect(() => image.cropImages(images, 1, 1)).toThrow(/two of top_cropping/);
    expect(() => image.cropImages(images, 1, 1, 9, 1)).toThrow(/negative/);
    expect(() => image.padImages(images, { topPadding: 1, leftPadding: 1, targetHeight: 3, targetWidth: 9 })).toThrow(
      /negative/,
    );
  });
});

describe('colours', () => {
  it('come back from hue, saturation and value', async () => {
    await expectValues(image.hsvToRgb(image.rgbToHsv(images)), (await images.array()) as never);
    await expectValues(image.rgbToHsv([[[1, 0.5, 0.5]]]), [[[0, 0.5, 1]]]);
  });

  it('of bytes become bytes of brightness', async () => {
    const grey = image.rgbToGrayscale(tensor(Uint8Array.from([255, 255, 255]), [1, 1, 3]));
    expect(grey.dtype).toBe('uint8');
    await expectValues(grey, [[[254]]]);
    expect(image.rgbToGrayscale(grey)).toBe(grey);
  });

  it('must be colours', () => {
    expect(() => image.rgbToGrayscale([[[1, 2]]])).toThrow(/channels/);
    expect(() => image.rgbToHsv([[[1, 2, 3]]])).toThrow(/floating/);
  });
});

describe('filters', () => {
  it('blur keeps the sum away from the edges', async () => {
    const point = image.padImages(row(1).reshape([1, 1, 1]), 3, 3, 3, 3);
    await expectValues(image.gaussianBlur(point, [5, 3], [1, 1], 'channels_last').sum(), 1);
    expect(() => image.gaussianBlur([[[1]]])).toThrow(/floating/);
  });

  it('edges rise downwards, then to the right', async () => {
    const slope = tensor([0, 2, 4, 0, 2, 4, 0, 2, 4], [1, 3, 3, 1], 'int32');
    await expectValues(image.sobelEdges(slope).at(0, 1, 1, 0), [0, 16]);
    expect(() => image.sobelEdges(bytes(1, 2).reshape([1, 1, 2, 1]))).toThrow(/negative/);
  });

  it('equal images are similar', async () => {
    await expectValues(image.ssim(images, images, { filterSize: 3 }), [1, 1]);
    expect(() => image.ssim(images, images)).toThrow(/window/);
  });
});

test('images in float64 are sampled at places in float32', async () => {
  const slope = tensor(
    Float64Array.from({ length: 20 }, (_, i) => i / 7),
    [4, 5],
    'float64',
  );
  const places = tensor(Float32Array.from([0.5, 1.25, 1.5, 2.75]), [2, 2], 'float32');
  const sampled = image.mapCoordinates(slope, places, 1);
  expect(sampled.dtype).toBe('float64');
  await expectValues(sampled, [4 / 7, 9 / 7]);
  const moved = image.affineTransform(slope.reshape([4, 5, 1]), tensor([1, 0, 1, 0, 1, 0, 0, 0], [8], 'float32'));
  await expectValues(moved.at(1, ':4', 0), [6 / 7, 1, 8 / 7, 9 / 7]);
});

describe('scaleAndTranslate', () => {
  it('puts pixels where they come to lie', async () => {
    const scaled = image.scaleAndTranslate(tensor([0, 1, 2], null, 'float32'), [5], [2], [-0.5], [0], 'linear');
    await expectValues(scaled, [0, 0.5, 1, 1.5, 2]);
  });

  it('rejects what does not fit', () => {
    expect(() => image.scaleAndTranslate([1, 2], [5], [2], [0], [0], 'nearest')).toThrow(/method/);
    expect(() => image.scaleAndTranslate([1, 2], [5, 1], [2], [0], [0], 'linear')).toThrow(/sizes/);
    expect(() => image.scaleAndTranslate([1, 2], [5], [2, 3], [0], [0], 'linear')).toThrow(/sizes/);
  });
});
