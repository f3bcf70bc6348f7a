// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { AudioDatasetFromDirectoryOptions } from './audio-dataset-from-directory.js';
import type { GetFileOptions } from './get-file.js';
import type { ImageDatasetFromDirectoryOptions } from './image-dataset-from-directory.js';
import type { TextDatasetFromDirectoryOptions } from './text-dataset-from-directory.js';

export type AudioDatasetFromDirectoryArguments = OptionArguments<
  AudioDatasetFromDirectoryOptions,
  [directory: AudioDatasetFromDirectoryOptions['directory']],
  [
    labels?: AudioDatasetFromDirectoryOptions['labels'],
    labelMode?: AudioDatasetFromDirectoryOptions['labelMode'],
    classNames?: AudioDatasetFromDirectoryOptions['classNames'],
    batchSize?: AudioDatasetFromDirectoryOptions['batchSize'],
    samplingRate?: AudioDatasetFromDirectoryOptions['samplingRate'],
    outputSequenceLength?: AudioDatasetFromDirectoryOptions['outputSequenceLength'],
    ragged?: AudioDatasetFromDirectoryOptions['ragged'],
    shuffle?: AudioDatasetFromDirectoryOptions['shuffle'],
    seed?: AudioDatasetFromDirectoryOptions['seed'],
    validationSplit?: AudioDatasetFromDirectoryOptions['validationSplit'],
    subset?: AudioDatasetFromDirectoryOptions['subset'],
    followLinks?: AudioDatasetFromDirectoryOptions['followLinks'],
    verbose?: AudioDatasetFromDirectoryOptions['verbose'],
  ]
>;
export const AUDIO_DATASET_FROM_DIRECTORY_PARAMETERS: Signature<AudioDatasetFromDirectoryOptions> = {
  callee: 'audioDatasetFromDirectory',
  names: [
    'directory',
    'labels',
    'labelMode',
    'classNames',
    'batchSize',
    'samplingRate',
    'outputSequenceLength',
    'ragged',
    'shuffle',
    'seed',
    'validationSplit',
    'subset',
    'followLinks',
    'verbose',
  ],
  keywords: [],
  required: 1,
};

export type GetFileArguments = OptionArguments<
  GetFileOptions,
  [],
  [
    fname?: GetFileOptions['fname'],
    origin?: GetFileOptions['origin'],
    untar?: GetFileOptions['untar'],
    md5Hash?: GetFileOptions['md5Hash'],
    fileHash?: GetFileOptions['fileHash'],
    cacheSubdir?: GetFileOptions['cacheSubdir'],
    hashAlgorithm?: GetFileOptions['hashAlgorithm'],
    extract?: GetFileOptions['extract'],
    archiveFormat?: GetFileOptions['archiveFormat'],
    cacheDir?: GetFileOptions['cacheDir'],
    forceDownload?: GetFileOptions['forceDownload'],
  ]
>;
export const GET_FILE_PARAMETERS: Signature<GetFileOptions> = {
  callee: 'getFile',
  names: [
    'fname',
    'origin',
    'untar',
    'md5Hash',
    'fileHash',
    'cacheSubdir',
    'hashAlgorithm',
    'extract',
    'archiveFormat',
    'cacheDir',
    'forceDownload',
  ],
  keywords: ['maxBytes'],
  required: 0,
};

export type ImageDatasetFromDirectoryArguments = OptionArguments<
  ImageDatasetFromDirectoryOptions,
  [directory: ImageDatasetFromDirectoryOptions['directory']],
  [
    labels?: ImageDatasetFromDirectoryOptions['labels'],
    labelMode?: ImageDatasetFromDirectoryOptions['labelMode'],
    classNames?: ImageDatasetFromDirectoryOptions['classNames'],
    colorMode?: ImageDatasetFromDirectoryOptions['colorMode'],
    batchSize?: ImageDatasetFromDirectoryOptions['batchSize'],
    imageSize?: ImageDatasetFromDirectoryOptions['imageSize'],
    shuffle?: ImageDatasetFromDirectoryOptions['shuffle'],
    seed?: ImageDatasetFromDirectoryOptions['seed'],
    validationSplit?: ImageDatasetFromDirectoryOptions['validationSplit'],
    subset?: ImageDatasetFromDirectoryOptions['subset'],
    interpolation?: ImageDatasetFromDirectoryOptions['interpolation'],
    followLinks?: ImageDatasetFromDirectoryOptions['followLinks'],
    cropToAspectRatio?: ImageDatasetFromDirectoryOptions['cropToAspectRatio'],
    padToAspectRatio?: ImageDatasetFromDirectoryOptions['padToAspectRatio'],
    dataFormat?: ImageDatasetFromDirectoryOptions['dataFormat'],
    format?: ImageDatasetFromDirectoryOptions['format'],
    verbose?: ImageDatasetFromDirectoryOptions['verbose'],
  ]
>;
export const IMAGE_DATASET_FROM_DIRECTORY_PARAMETERS: Signature<ImageDatasetFromDirectoryOptions> = {
  callee: 'imageDatasetFromDirectory',
  names: [
    'directory',
    'labels',
    'labelMode',
    'classNames',
    'colorMode',
    'batchSize',
    'imageSize',
    'shuffle',
    'seed',
    'validationSplit',
    'subset',
    'interpolation',
    'followLinks',
    'cropToAspectRatio',
    'padToAspectRatio',
    'dataFormat',
    'format',
    'verbose',
  ],
  keywords: [],
  required: 1,
};

export type TextDatasetFromDirectoryArguments = OptionArguments<
  TextDatasetFromDirectoryOptions,
  [directory: TextDatasetFromDirectoryOptions['directory']],
  [
    labels?: TextDatasetFromDirectoryOptions['labels'],
    labelMode?: TextDatasetFromDirectoryOptions['labelMode'],
    classNames?: TextDatasetFromDirectoryOptions['classNames'],
    batchSize?: TextDatasetFromDirectoryOptions['batchSize'],
    maxLength?: TextDatasetFromDirectoryOptions['maxLength'],
    shuffle?: TextDatasetFromDirectoryOptions['shuffle'],
    seed?: TextDatasetFromDirectoryOptions['seed'],
    validationSplit?: TextDatasetFromDirectoryOptions['validationSplit'],
    subset?: TextDatasetFromDirectoryOptions['subset'],
    followLinks?: TextDatasetFromDirectoryOptions['followLinks'],
    format?: TextDatasetFromDirectoryOptions['format'],
    verbose?: TextDatasetFromDirectoryOptions['verbose'],
  ]
>;
export const TEXT_DATASET_FROM_DIRECTORY_PARAMETERS: Signature<TextDatasetFromDirectoryOptions> = {
  callee: 'textDatasetFromDirectory',
  names: [
    'directory',
    'labels',
    'labelMode',
    'classNames',
    'batchSize',
    'maxLength',
    'shuffle',
    'seed',
    'validationSplit',
    'subset',
    'followLinks',
    'format',
    'verbose',
  ],
  keywords: [],
  required: 1,
};
