/** Changes of single images, as torchvision.transforms has them: bytes `[H, W]` or `[H, W, C]` until `ToTensor`. */
import { Callable } from '@org/core/python';
import { type HostArray, hostArray } from './host-array.js';

/** From an image to another. */
export type Transform = (image: HostArray) => HostArray;

export interface TransformObject {
  (image: HostArray): HostArray;
}

/** A change of images that is called. */
export abstract class TransformObject extends Callable {
  abstract override invoke(image: HostArray): HostArray;
}

/** Height, width and channels of an image of bytes. */
export const sizesOf = ({ shape: [height, width, channels = 1] }: HostArray): [number, number, number] => [
  height!,
  width!,
  channels,
];

/** Several changes, one after the other. */
export class Compose extends TransformObject {
  constructor(readonly transforms: readonly Transform[]) {
    super();
  }

  override invoke(image: HostArray): HostArray {
    return this.transforms.reduce((value, transform) => transform(value), image);
  }
}

/** Bytes `[H, W]` or `[H, W, C]` to numbers from 0 to 1, `[C, H, W]`. */
export class ToTensor extends TransformObject {
  override invoke(image: HostArray): HostArray {
    const [height, width, channels] = sizesOf(image);
    const pixels = height * width;
    const values = new Float32Array(image.data.length);
    for (let i = 0; i < pixels; i++) {
      for (let c = 0; c < channels; c++) values[c * pixels + i] = Math.fround(image.data[i * channels + c]!) / 255;
    }
    return hostArray(values, [channels, height, width]);
  }
}

/** A square of another size, by bilinear interpolation as Pillow's, which averages where images become smaller. */
export class Resize extends TransformObject {
  constructor(readonly size: number) {
    super();
  }

  override invoke(image: HostArray): HostArray {
    const [height, width] = sizesOf(image);
    return resizeBox(image, [0, 0, height, width], this.size, this.size);
  }
}

/** The part `[top, left, height, width]` of an image, in another size. */
export function resizeBox(
  image: HostArray,
  [top, left, boxHeight, boxWidth]: readonly [number, number, number, number],
  height: number,
  width: number,
): HostArray {
  const [, imageWidth, channels] = sizesOf(image);
  const columns = weightsOf(boxWidth, width);
  const rows = weightsOf(boxHeight, height);
  // Pillow goes along rows first, and rounds in between.
  const narrow = new Uint8Array(boxHeight * width * channels);
  for (let y = 0; y < boxHeight; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      for (let c = 0; c < channels; c++) {
        const at = (k: number) => image.data[((top + y) * imageWidth + left + first + k) * channels + c]!;
        narrow[(y * width + x) * channels + c] = rounded(weights.reduce((sum, w, k) => sum + w * at(k), 0));
      }
    }
  }
  const result = new Uint8Array(height * width * channels);
  for (const [y, { first, weights }] of rows.entries()) {
    for (let i = 0; i < width * channels; i++) {
      const sum = weights.reduce((total, w, k) => total + w * narrow[(first + k) * width * channels + i]!, 0);
      result[y * width * channels + i] = rounded(sum);
    }
  }
  return hostArray(result, [height, width, ...image.shape.slice(2)]);
}

const rounded = (value: number): number => Math.max(0, Math.min(255, Math.floor(value + 0.5)));

/** For each output, which inputs it is a mean of. */
function weightsOf(from: number, to: number): { first: number; weights: number[] }[] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.min(from, Math.floor(centre + reach + 0.5));
    const raw = Array.from({ length: last - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k + 0.5 - centre) / reach)),
    );
    const total = raw.reduce((sum, w) => sum + w, 0);
    return { first, weights: raw.map((w) => w / total) };
  });
}
