/** The batches of CIFAR-10 and CIFAR-100 for Python. */
import { imageDataFormat, ValueError } from '@org/core';
import { type NpyArray, readFile, readPickledDict } from '@org/core/files';

const SIZE = 32;
const PIXELS = SIZE * SIZE;

export interface Batch {
  /** The shape of an image. */
  readonly shape: readonly number[];
  readonly images: Uint8Array;
  readonly labels: readonly number[];
}

/** Images and labels of a file, in the layout of images that holds. @throws ValueError for other files */
export async function loadBatch(path: string, labelKey = 'labels'): Promise<Batch> {
  const dict = readPickledDict(await readFile(path));
  const data = dict.get('data') as NpyArray | undefined;
  const labels = dict.get(labelKey);
  const images = data?.values;
  const isWhole = Array.isArray(labels) && images instanceof Uint8Array && images.length === labels.length * 3 * PIXELS;
  if (!isWhole) {
    throw new ValueError(`'${path}' is no batch of CIFAR.`, {
      expected: `'data' with rows of ${3 * PIXELS} bytes, and '${labelKey}' with a number for each`,
      received: [...dict.keys()].join(', '),
    });
  }
  return imageDataFormat() === 'channels_last'
    ? { shape: [SIZE, SIZE, 3], images: channelsLast(images), labels }
    : { shape: [3, SIZE, SIZE], images, labels };
}

function channelsLast(planes: Uint8Array): Uint8Array {
  const images = new Uint8Array(planes.length);
  let at = 0;
  for (let image = 0; image < planes.length; image += 3 * PIXELS) {
    for (let pixel = image; pixel < image + PIXELS; pixel++) {
      for (let channel = 0; channel < 3; channel++) images[at++] = planes[pixel + channel * PIXELS]!;
    }
  }
  return images;
}
