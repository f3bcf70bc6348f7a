/** The digits of the page: as many bytes for the pixels of an image as it has, and one for what it shows. */
import { type Tensor, tensor } from '@org/models';

export const PIXELS = 28 * 28;

export interface Digits {
  /** Brightness from 0 to 1: (samples, 28, 28, 1). */
  readonly images: Tensor;
  /** (samples,). */
  readonly labels: Tensor;
}

export async function loadDigits(url: string): Promise<Digits> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The digits could not be loaded: ${response.status} ${response.statusText}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const count = bytes.length / (PIXELS + 1);
  const images = Float32Array.from(bytes.subarray(0, count * PIXELS), (byte) => byte / 255);
  return {
    images: tensor(images, [count, 28, 28, 1]),
    labels: tensor(Int32Array.from(bytes.subarray(count * PIXELS))),
  };
}
