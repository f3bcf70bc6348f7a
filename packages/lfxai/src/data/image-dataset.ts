import { type Tensor, ValueError } from '@org/core';
import { Dataset, type Item } from './dataset.js';
import { asTensor, type HostArray, hostArray, stack, takeRows } from './host-array.js';
import { ToTensor, type Transform } from './transforms.js';

/** Images of bytes with labels, torchvision's form of data sets. */
export class ImageDataset extends Dataset {
  /** What is done to an image before it is given; by default `ToTensor`. */
  transform: Transform | null;

  /**
   * @param images bytes `[N, H, W]` or `[N, H, W, C]`
   * @param labels int32 `[N]`
   */
  constructor(
    readonly images: HostArray,
    readonly labels: HostArray,
    transform: Transform | null = null,
  ) {
    super();
    this.transform = transform;
    if (images.shape[0] !== labels.shape[0]) {
      throw new ValueError('There are not as many labels as images.', {
        expected: `${images.shape[0]}`,
        received: `${labels.shape[0]}`,
      });
    }
  }

  get length(): number {
    return this.images.shape[0]!;
  }

  /** The bytes of all images. */
  get data(): Tensor {
    return asTensor(this.images);
  }

  /** The labels of all images. */
  get targets(): Tensor {
    return asTensor(this.labels);
  }

  getItem(index: number): Item {
    return [asTensor(this.imageAt(index)), this.labels.data[index]!];
  }

  override getItems(indices: readonly number[]): HostArray[] {
    return [stack(indices.map((index) => this.imageAt(index))), takeRows(this.labels, indices)];
  }

  /** The image as it is given. */
  protected imageAt(index: number): HostArray {
    const { data, shape } = this.images;
    const size = data.length / shape[0]!;
    const image = hostArray(data.subarray(index * size, (index + 1) * size), shape.slice(1));
    return (this.transform ?? TO_TENSOR)(image);
  }
}

const TO_TENSOR: Transform = new ToTensor();
