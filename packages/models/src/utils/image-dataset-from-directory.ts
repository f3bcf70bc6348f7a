import { imageDataFormat, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import type { Dataset } from '../data/dataset.js';
import { fromDirectory } from './directory/from-directory.js';
import { loadImages } from './directory/load-images.js';
import type { DirectoryOptions } from './directory/options.js';
import { interpolations } from './directory/resize-image.js';
import { requireDataFormat } from './images/data-format.js';
import type { ImageMode } from './images/pixels.js';
import { IMAGE_DATASET_FROM_DIRECTORY_PARAMETERS, type ImageDatasetFromDirectoryArguments } from './signatures.js';

export interface ImageDatasetFromDirectoryOptions {
  /** The folder. */
  directory: DirectoryOptions['directory'];
  /** 'inferred': by the folders in it; null: none; or an integer for each file, in the order of their paths. */
  labels?: DirectoryOptions['labels'];
  /** 'int': int32 [batch]; 'categorical': one-hot [batch, classes]; 'binary': float32 [batch, 1]; null: no labels. */
  labelMode?: DirectoryOptions['labelMode'];
  /** The names of the folders, where their order is to be another than the alphabet's. */
  classNames?: DirectoryOptions['classNames'];
  /** 'grayscale', 'rgb' or 'rgba': 1, 3 or 4 channels. */
  colorMode?: 'grayscale' | 'rgb' | 'rgba';
  /** null: single images, without a batch axis. */
  batchSize?: DirectoryOptions['batchSize'];
  /** [height, width] that all images get. */
  imageSize?: number | readonly [height: number, width: number];
  /** Whether files come in random order, of format 'tf' in another one in each pass; otherwise in that of their paths. */
  shuffle?: boolean;
  /** Of the order; the same as in Python. */
  seed?: DirectoryOptions['seed'];
  /** The share of files for validation, in (0, 1). */
  validationSplit?: DirectoryOptions['validationSplit'];
  /** Which part is returned where `validationSplit` is set; of 'both', training and validation data. */
  subset?: DirectoryOptions['subset'];
  /** 'bilinear', 'nearest', 'bicubic', 'area', 'lanczos3', 'lanczos5', 'gaussian' or 'mitchellcubic'. */
  interpolation?: (typeof interpolations)[number];
  /** Whether links to folders are followed. */
  followLinks?: boolean;
  /** Whether images are cut to the aspect of `imageSize`, instead of distorted. */
  cropToAspectRatio?: boolean;
  /** Whether images get black sides, instead of being distorted. */
  padToAspectRatio?: boolean;
  /** 'channels_last' or 'channels_first'; null: `keras.config.imageDataFormat()`. */
  dataFormat?: 'channels_last' | 'channels_first' | null;
  /** Whose rules hold where they differ, in sides that are added and grey of 16 bits: TensorFlow's, or Keras's own and Pillow's. */
  format?: 'tf' | 'grain';
  /** Whether the number of files is printed. */
  verbose?: boolean;
}

const modes: Readonly<Record<string, ImageMode>> = { grayscale: 'L', rgb: 'RGB', rgba: 'RGBA' };
const endings = ['.bmp', '.gif', '.jpeg', '.jpg', '.png'];

/**
 * Batches of the images below a folder, float32 [batch, height, width, channels] from 0 to 255, with labels by the folders that they lie
 * in. Images are read while they are needed, in `fit`, `evaluate`, `predict` or `for await`. The data set has `classNames` and `filePaths`.
 *
 * Without labels its elements are images alone: `imageDatasetFromDirectory<Tensor>('folder', { labels: null })`.
 *
 * @throws ValueError for arguments that do not fit together or the folder, or where it holds no image; OSError without the folder
 * @example
 * const load = () => imageDatasetFromDirectory('flowers', {
 *   imageSize: [180, 180], validationSplit: 0.2, subset: 'both', seed: 123,
 * });
 * const train = async () => {
 *   const [training, validation] = await load();
 *   await model.fit(training, { validationData: validation, epochs: 3 });
 * };
 */
export function imageDatasetFromDirectory<Element = [images: Tensor, labels: Tensor]>(
  directory: DirectoryOptions['directory'],
  options: Omit<ImageDatasetFromDirectoryOptions, 'directory' | 'subset'> & { readonly subset: 'both' },
): Promise<[training: Dataset<Element>, validation: Dataset<Element>]>;
export function imageDatasetFromDirectory<Element = [images: Tensor, labels: Tensor]>(
  ...args: ImageDatasetFromDirectoryArguments
): Promise<Dataset<Element>>;
export async function imageDatasetFromDirectory(...args: ImageDatasetFromDirectoryArguments): Promise<unknown> {
  const options = bindOptions(IMAGE_DATASET_FROM_DIRECTORY_PARAMETERS, args);
  const { colorMode = 'rgb', imageSize = [256, 256], format = 'tf', dataFormat = null } = options;
  const interpolation = String(options.interpolation ?? 'bilinear').toLowerCase();
  const mode = Object.hasOwn(modes, colorMode) ? modes[colorMode] : undefined;
  if (mode === undefined) {
    throw new ValueError(`\`colorMode\` must be one of {"rgb", "rgba", "grayscale"}. Received: colorMode=${colorMode}`);
  }
  const size = typeof imageSize === 'number' ? [imageSize, imageSize] : imageSize;
  if (!Array.isArray(size) || size.length !== 2 || !size.every((each) => Number.isInteger(each) && each > 0)) {
    throw new ValueError(
      `Invalid \`imageSize\` value. Expected a tuple of 2 integers. Received: imageSize=${String(imageSize)}`,
    );
  }
  if (!(interpolations as readonly string[]).includes(interpolation)) {
    throw new ValueError(
      `Argument \`interpolation\` should be one of ${interpolations.join(', ')}. Received: interpolation=${interpolation}`,
    );
  }
  requireFormat(format);
  const [height, width] = size as [number, number];
  const loading = {
    height,
    width,
    mode,
    interpolation,
    format,
    crop: options.cropToAspectRatio ?? false,
    pad: options.padToAspectRatio ?? false,
    isChannelsFirst: requireDataFormat(dataFormat ?? imageDataFormat()) === 'channels_first',
  };
  return fromDirectory(options, {
    kind: 'image',
    plural: 'images',
    formats: endings,
    keepsOrder: format === 'grain',
    load: (paths, isBatch) => loadImages(paths, isBatch, loading),
  });
}

/** @throws ValueError for anything but the two libraries for data that Keras knows */
export function requireFormat(format: string): void {
  if (format === 'tf' || format === 'grain') return;
  throw new ValueError(`\`format\` should be either "tf" or "grain". Received: format=${format}`);
}
