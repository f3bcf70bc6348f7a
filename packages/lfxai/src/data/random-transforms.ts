/** Random changes of images. */
import { bindArguments, type PythonArguments } from '@org/core/python';
import { type HostArray, hostArray } from './host-array.js';
import { makeSeed } from './seeds.js';
import { resizeBox, sizesOf, type Transform, TransformObject } from './transforms.js';

/** Numbers from 0 to 1. */
export type Draw = () => number;

const APPLY = ['transforms', 'p', 'draw'] as const;
const CHANCE = ['p', 'draw'] as const;
const CROP = ['size', 'draw'] as const;
const JITTER = ['brightness', 'contrast', 'saturation', 'hue', 'draw'] as const;

/** A change with a probability. */
export class RandomApply extends TransformObject {
  readonly transforms: readonly Transform[];
  readonly p: number;
  readonly #draw: Draw;

  constructor(...args: PythonArguments<typeof APPLY, [transforms: readonly Transform[], p?: number, draw?: Draw]>) {
    super();
    const bound = bindArguments('RandomApply', APPLY, 1, args) as [readonly Transform[], number?, Draw?];
    [this.transforms, this.p = 0.5, this.#draw = makeSeed()] = bound;
  }

  override invoke(image: HostArray): HostArray {
    return this.#draw() < this.p ? this.transforms.reduce((value, transform) => transform(value), image) : image;
  }
}

/** Left becomes right, with a probability. */
export class RandomHorizontalFlip extends TransformObject {
  readonly p: number;
  readonly #draw: Draw;

  constructor(...args: PythonArguments<typeof CHANCE, [p?: number, draw?: Draw]>) {
    super();
    [this.p = 0.5, this.#draw = makeSeed()] = bindArguments('RandomHorizontalFlip', CHANCE, 0, args) as [
      number?,
      Draw?,
    ];
  }

  override invoke(image: HostArray): HostArray {
    if (this.#draw() >= this.p) return image;
    const [height, width, channels] = sizesOf(image);
    const data = new Uint8Array(image.data.length);
    for (let i = 0; i < height * width; i++) {
      const mirrored = i - (i % width) + width - 1 - (i % width);
      for (let c = 0; c < channels; c++) data[mirrored * channels + c] = image.data[i * channels + c]!;
    }
    return hostArray(data, image.shape);
  }
}

/** A part of random size and form, as a square. */
export class RandomResizedCrop extends TransformObject {
  readonly size: number;
  readonly #draw: Draw;

  constructor(...args: PythonArguments<typeof CROP, [size: number, draw?: Draw]>) {
    super();
    [this.size, this.#draw = makeSeed()] = bindArguments('RandomResizedCrop', CROP, 1, args) as [number, Draw?];
  }

  override invoke(image: HostArray): HostArray {
    const [height, width] = sizesOf(image);
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = height * width * (0.08 + 0.92 * this.#draw());
      const ratio = Math.exp(Math.log(3 / 4) + this.#draw() * Math.log(16 / 9));
      const [w, h] = [Math.round(Math.sqrt(area * ratio)), Math.round(Math.sqrt(area / ratio))];
      if (w < 1 || h < 1 || w > width || h > height) continue;
      const [top, left] = [height - h, width - w].map((room) => Math.floor(this.#draw() * (room + 1)));
      return resizeBox(image, [top!, left!, h, w], this.size, this.size);
    }
    return resizeBox(image, [0, 0, height, width], this.size, this.size);
  }
}

const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
const greyOf = ([r, g, b]: readonly number[]): number => 0.299 * r! + 0.587 * g! + 0.114 * b!;

/** Each pixel, red, green and blue, by a function. */
function mapPixels(image: HostArray, f: (pixel: readonly number[]) => readonly number[]): HostArray {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const pixel = f([image.data[i]!, image.data[i + 1]!, image.data[i + 2]!]);
    for (let c = 0; c < 3; c++) data[i + c] = byte(pixel[c]!);
  }
  return hostArray(data, image.shape);
}

/** Grey, with a probability. */
export class RandomGrayscale extends TransformObject {
  readonly p: number;
  readonly #draw: Draw;

  constructor(...args: PythonArguments<typeof CHANCE, [p?: number, draw?: Draw]>) {
    super();
    [this.p = 0.1, this.#draw = makeSeed()] = bindArguments('RandomGrayscale', CHANCE, 0, args) as [number?, Draw?];
  }

  override invoke(image: HostArray): HostArray {
    if (this.#draw() >= this.p) return image;
    return mapPixels(image, (pixel) => Array<number>(3).fill(greyOf(pixel)));
  }
}

/** Brightness, contrast, saturation and hue, each by a random amount, in random order. */
export class ColorJitter extends TransformObject {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
  readonly #draw: Draw;

  constructor(
    ...args: PythonArguments<
      typeof JITTER,
      [brightness?: number, contrast?: number, saturation?: number, hue?: number, draw?: Draw]
    >
  ) {
    super();
    const bound = bindArguments('ColorJitter', JITTER, 0, args) as [number?, number?, number?, number?, Draw?];
    [this.brightness = 0, this.contrast = 0, this.saturation = 0, this.hue = 0, this.#draw = makeSeed()] = bound;
  }

  override invoke(image: HostArray): HostArray {
    const factor = (amount: number) => Math.max(0, 1 - amount) + this.#draw() * (1 + amount - Math.max(0, 1 - amount));
    const mixed = (amount: number, other: (x: HostArray) => (pixel: readonly number[]) => number): Transform => {
      return (x) => {
        const [by, base] = [factor(amount), other(x)];
        return mapPixels(x, (pixel) => pixel.map((value) => by * value + (1 - by) * base(pixel)));
      };
    };
    const changes: Transform[] = [
      mixed(this.brightness, () => () => 0),
      mixed(this.contrast, (x) => {
        const middle = Math.round(meanGrey(x));
        return () => middle;
      }),
      mixed(this.saturation, () => greyOf),
      (x) => {
        const turn = (2 * this.#draw() - 1) * this.hue;
        return mapPixels(x, (pixel) => turned(pixel, turn));
      },
    ];
    for (let i = changes.length - 1; i > 0; i--) {
      const k = Math.floor(this.#draw() * (i + 1));
      [changes[i], changes[k]] = [changes[k]!, changes[i]!];
    }
    return changes.reduce((value, change) => change(value), image);
  }
}

function meanGrey({ data }: HostArray): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 3) sum += Math.round(greyOf([data[i]!, data[i + 1]!, data[i + 2]!]));
  return (3 * sum) / data.length;
}

/** A pixel with its hue moved on by a part of the circle. */
function turned(pixel: readonly number[], turn: number): number[] {
  const [r, g, b] = pixel as [number, number, number];
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const range = most - least;
  if (range === 0) return [r, g, b];
  const sixth = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  const hue = (((sixth / 6 + turn) % 1) + 1) % 1;
  return [5, 3, 1].map((n) => {
    const k = (n + hue * 6) % 6;
    return most - range * Math.max(0, Math.min(k, 4 - k, 1));
  });
}
