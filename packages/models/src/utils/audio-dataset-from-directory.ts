import { NotImplementedError, type Tensor, tensor, ValueError } from '@org/core';
import { readFile } from '@org/core/files';
import { bindOptions } from '@org/core/internal';
import type { Dataset } from '../data/dataset.js';
import { fromDirectory } from './directory/from-directory.js';
import type { DirectoryOptions } from './directory/options.js';
import { decodeWav } from './directory/wav.js';
import { AUDIO_DATASET_FROM_DIRECTORY_PARAMETERS, type AudioDatasetFromDirectoryArguments } from './signatures.js';

export interface AudioDatasetFromDirectoryOptions {
  /** The folder. */
  directory: DirectoryOptions['directory'];
  /** 'inferred': by the folders in it; null: none; or an integer for each file, in the order of their paths. */
  labels?: DirectoryOptions['labels'];
  /** 'int': int32 [batch]; 'categorical': one-hot [batch, classes]; 'binary': float32 [batch, 1]; null: no labels. */
  labelMode?: DirectoryOptions['labelMode'];
  /** The names of the folders, where their order is to be another than the alphabet's. */
  classNames?: DirectoryOptions['classNames'];
  /** null: single sounds, without a batch axis. */
  batchSize?: DirectoryOptions['batchSize'];
  /** null: as in the files. Others need `tensorflow_io` in Python, and are not there. */
  samplingRate?: number | null;
  /** Samples of each sound, which is cut or filled up with zeros; null: those of the longest one in its batch. */
  outputSequenceLength?: number | null;
  /** Ragged batches are not there. */
  ragged?: boolean;
  /** Whether files come in random order, another one in each pass; otherwise in that of their paths. */
  shuffle?: boolean;
  /** Of the order; the same as in Python. */
  seed?: DirectoryOptions['seed'];
  /** The share of files for validation, in (0, 1). */
  validationSplit?: DirectoryOptions['validationSplit'];
  /** Which part is returned where `validationSplit` is set; of 'both', training and validation data. */
  subset?: DirectoryOptions['subset'];
  /** Whether links to folders are followed. */
  followLinks?: boolean;
  /** Whether the number of files is printed. */
  verbose?: boolean;
}

/**
 * Batches of the sounds (`.wav`) below a folder, float32 [batch, samples, channels] from -1 to 1, with labels by the folders that they lie
 * in. Files are read while they are needed. The data set has `classNames` and `filePaths`.
 *
 * @throws ValueError for arguments that do not fit together or the folder, or where it holds no sound; OSError without the folder
 * @example
 * const load = () => audioDatasetFromDirectory('speech_commands', { outputSequenceLength: 16_000, batchSize: 64 });
 */
export function audioDatasetFromDirectory<Element = [sounds: Tensor, labels: Tensor]>(
  directory: DirectoryOptions['directory'],
  options: Omit<AudioDatasetFromDirectoryOptions, 'directory' | 'subset'> & { readonly subset: 'both' },
): Promise<[training: Dataset<Element>, validation: Dataset<Element>]>;
export function audioDatasetFromDirectory<Element = [sounds: Tensor, labels: Tensor]>(
  ...args: AudioDatasetFromDirectoryArguments
): Promise<Dataset<Element>>;
export async function audioDatasetFromDirectory(...args: AudioDatasetFromDirectoryArguments): Promise<unknown> {
  const options = bindOptions(AUDIO_DATASET_FROM_DIRECTORY_PARAMETERS, args);
  const { samplingRate = null, outputSequenceLength = null, ragged = false } = options;
  if (ragged && outputSequenceLength !== null) {
    throw new ValueError('Cannot set both `ragged` and `outputSequenceLength`');
  }
  if (samplingRate !== null && !(Number.isInteger(samplingRate) && samplingRate > 0)) {
    throw new ValueError(
      Number.isInteger(samplingRate)
        ? `\`samplingRate\` should be higher than 0. Received: samplingRate=${samplingRate}`
        : `\`samplingRate\` should have an integer value. Received: samplingRate=${samplingRate}`,
    );
  }
  if (ragged)
    throw new NotImplementedError('There are no ragged tensors.', { hint: 'leave `ragged` out: zeros fill up.' });
  if (samplingRate !== null) {
    throw new NotImplementedError('Sounds are not resampled.', { hint: 'convert the files before, as by ffmpeg -ar.' });
  }
  return fromDirectory(options, {
    kind: 'audio',
    plural: 'audio files',
    formats: ['.wav'],
    load: async (paths, isBatch) => {
      const sounds = await Promise.all(paths.map(async (path) => decodeWav(await readFile(path), path)));
      const channels = Math.max(...sounds.map((sound) => sound.channels));
      const length = outputSequenceLength ?? Math.max(...sounds.map(({ data }) => data.length / channels));
      const data = new Float32Array(sounds.length * length * channels);
      for (const [i, sound] of sounds.entries()) {
        if (sound.channels !== channels) {
          throw new ValueError('Sounds of a batch must have the same number of channels.', {
            expected: `${channels}, as other files have`,
            received: `${sound.channels} in '${paths[i]}'`,
          });
        }
        data.set(sound.data.subarray(0, length * channels), i * length * channels);
      }
      const shape = [...(isBatch ? [sounds.length] : []), length, channels];
      return tensor(data, shape);
    },
  });
}
