import { tensor, ValueError } from '@org/core';
import { Dataset, type Item } from './dataset.js';
import { bytesOf, provide, readAs } from './files.js';
import { asTensor, type HostArray, hostArray, takeRows } from './host-array.js';
import { readNpz } from './npz.js';

const URL =
  'https://github.com/deepmind/dsprites-dataset/blob/master/dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz?raw=true';
const FILE = 'dsprite_train.npz';

export interface DSpritesOptions {
  /** Whether the file is downloaded where it is not in the folder. */
  download?: boolean;
  /** Where to download from. */
  url?: string;
}

/**
 * Sprites `[1, 64, 64]` of all combinations of six factors, with the values of the factors. Made by {@link DSprites.load}.
 *
 * @example
 * const load = () => DSprites.load('data/dsprites', { download: true });
 */
export class DSprites extends Dataset {
  static readonly latNames = ['shape', 'scale', 'orientation', 'posX', 'posY'] as const;
  static readonly latSizes = [3, 6, 40, 32, 32] as const;
  static readonly imgSize = [1, 64, 64] as const;

  /**
   * @param imgs bytes 0 and 1, `[N, 64, 64]`
   * @param latValues `[N, 6]`
   */
  constructor(
    readonly imgs: HostArray,
    readonly latValues: HostArray,
  ) {
    super();
  }

  /**
   * The sprites in `dsprite_train.npz` of a folder.
   *
   * @throws FileNotFoundError where it is not there, and `download` is not set
   * @throws ValueError for files of another format
   */
  static async load(root: string, { download = false, url = URL }: DSpritesOptions = {}): Promise<DSprites> {
    const original = 'dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz';
    const path = await provide(root, [FILE, original], download ? { name: FILE, url } : null);
    const bytes = await bytesOf(path);
    const { imgs, latents_values: values } = readAs(path, 'archive of numpy', () =>
      readNpz(bytes, ['imgs', 'latents_values']),
    );
    const count = imgs!.shape[0];
    const shapes = [imgs!.shape, values!.shape].map((shape) => shape.join(' × ')).join(' and ');
    if (shapes !== `${count} × 64 × 64 and ${count} × 6`) {
      throw new ValueError(`${path} holds no sprites.`, { expected: 'N × 64 × 64 and N × 6', received: shapes });
    }
    return new DSprites(
      hostArray(imgs!.data instanceof Uint8Array ? imgs!.data : Uint8Array.from(imgs!.data), imgs!.shape),
      hostArray(Float32Array.from(values!.data), values!.shape),
    );
  }

  get length(): number {
    return this.imgs.shape[0]!;
  }

  getItem(index: number): Item {
    const [image, values] = this.getItems([index]) as [HostArray, HostArray];
    return [asTensor(hostArray(image.data, image.shape.slice(1))), tensor(values.data, values.shape.slice(1))];
  }

  override getItems(indices: readonly number[]): HostArray[] {
    const { data, shape } = takeRows(this.imgs, indices);
    return [hostArray(Float32Array.from(data), [shape[0]!, 1, ...shape.slice(1)]), takeRows(this.latValues, indices)];
  }
}
