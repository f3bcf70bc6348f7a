/** Images as Pillow has them, as far as Keras shows them: what `loadImg` and `arrayToImg` return. */
import { ValueError } from '@org/core';
import { type FilePath, filePath, writeFile } from '@org/core/files';
import { encodeImage, type SaveImageOptions } from './encode.js';
import { convertPixels } from './modes.js';
import { channelsOf, type ImageMode, type Pixels } from './pixels.js';
import { type Box, type Resampling, resample } from './resample.js';

/** An image in memory. */
export class PILImage implements Pixels {
  readonly width: number;
  readonly height: number;
  readonly mode: ImageMode;
  readonly data: Uint8Array | Uint16Array;

  constructor({ width, height, mode, data }: Pixels) {
    if (data.length !== width * height * channelsOf[mode]) {
      throw new ValueError('An image has a number for each channel of each pixel.', {
        expected: `${width} x ${height} x ${channelsOf[mode]} elements in mode ${mode}`,
        received: `${data.length} elements`,
      });
    }
    this.width = width;
    this.height = height;
    this.mode = mode;
    this.data = data;
  }

  get size(): readonly [width: number, height: number] {
    return [this.width, this.height];
  }

  /** The same image in another mode: grey is the luma of ITU-R 601; alpha is added as 255, or dropped. */
  convert(mode: ImageMode): PILImage {
    return mode === this.mode ? this : new PILImage(convertPixels(this, mode));
  }

  /** Another size, [width, height], of the image or of a box [left, upper, right, lower] in it. */
  resize(size: readonly [width: number, height: number], method: Resampling = 'bicubic', box?: Box): PILImage {
    return new PILImage(resample(this, size, method, box));
  }

  /** Writes a file. The format is that of the name's ending, unless it is given. */
  async save(path: FilePath, options: SaveImageOptions = {}): Promise<void> {
    const name = filePath(path, 'path');
    await writeFile(name, await encodeImage(this, { ...options, format: options.format ?? endingOf(name) }));
  }
}

/** The ending of a name, in small letters, without its dot. */
export const endingOf = (name: string): string => /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
