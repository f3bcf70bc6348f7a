import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensor } from '@org/core';
import { arrayToImg } from '../array-to-img.js';
import { imgToArray } from '../img-to-array.js';
import { loadImg } from '../load-img.js';
import { saveImg } from '../save-img.js';
import { smartResize } from '../smart-resize.js';
import type { PILImage } from './pil-image.js';

interface Encoded {
  size: [number, number];
  mode: string;
  data: string;
}
interface Golden {
  files: Record<string, string>;
  loaded: { file: string; mode: string; image: Encoded }[];
  resized: { file: string; mode: string; size: [number, number]; method: string; keep: boolean; image: Encoded }[];
  made: { x: number[][][]; scale: boolean; image: Encoded }[];
}

let golden: Golden;
let folder: string;
const bytesOf = (file: string): Uint8Array => new Uint8Array(Buffer.from(golden.files[file]!, 'base64'));

beforeAll(async () => {
  golden = JSON.parse(await readFile(join(__dirname, 'fixtures/images.json'), 'utf8'));
  folder = await mkdtemp(join(tmpdir(), 'images-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** As the golden file has it. */
function encoded({ size, mode, data }: PILImage): Encoded {
  const bytes = Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return { size: [...size], mode, data: bytes.toString('base64') };
}

test("files of every kind have Pillow's pixels in every mode", async () => {
  for (const { file, mode, image } of golden.loaded) {
    expect({ file, ...encoded(await loadImg(bytesOf(file), mode)) }).toEqual({ file, ...image });
  }
});

test("all methods of resizing have Pillow's pixels", async () => {
  for (const { file, mode, size, method, keep, image } of golden.resized) {
    const loaded = await loadImg(bytesOf(file), mode, size, method, keep);
    expect({ file, method, ...encoded(loaded) }).toEqual({ file, method, ...image });
  }
});

test('arrays become images', async () => {
  for (const { x, scale, image } of golden.made) {
    const { size, data, mode } = encoded(await arrayToImg(tensor(x, undefined, 'float64'), { scale }));
    // Pillow keeps whole numbers beyond 255 in 32 bits, in mode I.
    expect({ size, mode: mode === 'I;16' ? 'I' : mode, data }).toEqual(image);
  }
});

test('arrays are written and read again', async () => {
  const values = Uint8Array.from({ length: 5 * 7 * 4 }, (_, i) => (i * 37) % 256);
  for (const channels of [1, 3, 4]) {
    const x = tensor(values.subarray(0, 35 * channels), [5, 7, channels]);
    const colorMode = { 1: 'grayscale', 3: 'rgb', 4: 'rgba' }[channels]!;
    for (const ending of ['png', 'bmp'].slice(0, channels === 4 ? 1 : 2)) {
      const path = join(folder, `${channels}.${ending}`);
      await saveImg(path, x, { scale: false });
      expect(await imgToArray(await loadImg(path, { colorMode })).array()).toEqual(await x.array());
    }
  }
  const first = imgToArray(await loadImg(join(folder, '3.png')), { dataFormat: 'channels_first', dtype: 'uint8' });
  expect([first.shape, first.dtype]).toEqual([[3, 5, 7], 'uint8']);
  await saveImg(join(folder, 'first.png'), first, 'channels_first', null, false);
  expect(await readFile(join(folder, 'first.png'))).toEqual(await readFile(join(folder, '3.png')));
});

test('JPEG is near to what was written, without alpha', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const ramp = Array.from({ length: 16 }, (_, y) => Array.from({ length: 24 }, (__, x) => [10 * x, 15 * y, 128, 255]));
  await saveImg(join(folder, 'ramp.jpg'), ramp, { scale: false, quality: 95 });
  expect(warn).toHaveBeenCalledWith('The JPEG format does not support RGBA images, converting to RGB.');
  warn.mockRestore();
  const back = (await imgToArray(await loadImg(join(folder, 'ramp.jpg'))).array()) as number[][][];
  const errors = ramp.flatMap((row, y) =>
    row.flatMap((pixel, x) => pixel.slice(0, 3).map((c, i) => Math.abs(c - back[y]![x]![i]!))),
  );
  expect(Math.max(...errors)).toBeLessThan(9);
  await saveImg(
    join(folder, 'grey.jpeg'),
    ramp.map((row) => row.map(([red]) => [red!])),
    { scale: false, quality: 95 },
  );
  const grey = await loadImg(join(folder, 'grey.jpeg'), 'grayscale');
  expect(grey.mode).toBe('L');
  expect(Math.abs(grey.data[23]! - 230)).toBeLessThan(5);
});

test('what is no image, is damaged, or cannot be written, is told', async () => {
  await writeFile(join(folder, 'text.png'), 'a text');
  await expect(loadImg(join(folder, 'text.png'))).rejects.toThrow(
    /Cannot identify image file[\s\S]*PNG, JPEG, GIF or BMP/,
  );
  await expect(loadImg(join(folder, 'none.png'))).rejects.toMatchObject({ name: 'FileNotFoundError' });
  for (const file of ['rgb.jpg', 'rgb.png', 'palette.gif', 'rgb.bmp']) {
    await expect(loadImg(bytesOf(file).subarray(0, 60))).rejects.toMatchObject({ name: 'OSError' });
  }
  // The decoder of JPEG is made anew after an error.
  expect((await loadImg(bytesOf('rgb.jpg'))).size).toEqual([19, 13]);
  const huge = bytesOf('rgb.png').slice();
  new DataView(huge.buffer).setUint32(16, 2 ** 20);
  new DataView(huge.buffer).setUint32(20, 2 ** 20);
  await expect(loadImg(huge)).rejects.toThrow(/too many pixels/);
  await expect(loadImg(bytesOf('rgb.png'), 'cmyk')).rejects.toThrow(/color_mode must be "grayscale", "rgb", or "rgba"/);
  await expect(loadImg(bytesOf('rgb.png'), 'rgb', [2, 2], 'area')).rejects.toThrow(/Invalid interpolation method area/);
  await expect(loadImg(bytesOf('rgb.png'), { targetSize: 3 as never })).rejects.toThrow(
    /`targetSize` must be \[height, width\]/,
  );
  await expect(arrayToImg([[1, 2]])).rejects.toThrow(/rank 3/);
  await expect(arrayToImg([[[1, 2]]])).rejects.toThrow('Unsupported channel number: 2');
  await expect(saveImg(join(folder, 'a.gif'), [[[1]]])).rejects.toThrow(/Unknown file format 'gif'/);
});

test('arrays of pixels are taken for images', async () => {
  expect(imgToArray([[1, 2]]).shape).toEqual([1, 2, 1]);
  expect(await imgToArray([[[1, 2]]], { dataFormat: 'channels_first' }).array()).toEqual([[[1]], [[2]]]);
  expect(() => imgToArray([1, 2])).toThrow('Unsupported image shape: [2]');
  expect(() => imgToArray(loadImg('a.png').catch(() => null) as never)).toThrow(/await it first/);
  expect(() => imgToArray(null as never)).toThrow(/must be an image/);
});

test('smartResize cuts the middle out', async () => {
  const x = tensor(
    Float32Array.from({ length: 24 }, (_, i) => i),
    [4, 6, 1],
  );
  expect(await smartResize(x, [2, 2]).array()).toEqual(await smartResize(x.at(':', '1:5'), [2, 2]).array());
  expect(() => smartResize([[1]], [2, 2])).toThrow(/incorrect rank/);
});
