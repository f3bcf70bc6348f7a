// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { GetFileOptions } from './get-file.js';

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
