/**
 * Files by their names, on disk under Node and in the storage of the page's origin in a browser. What is written takes the
 * place of what was there as a whole, or not at all. Arrays of NumPy, and what Python pickles for them.
 */
export { builtin } from './files/builtin.js';
export { systemError } from './files/disk.js';
export { type FetchFileOptions, fetchFile } from './files/fetch-file.js';
export { type FilePath, filePath } from './files/file-path.js';
export { namingFile } from './files/naming-file.js';
export { type NpyArray, type NpyContent, type NpyObject, readNpy, writeNpy } from './files/npy.js';
export { unpickle, unreadable } from './files/pickle.js';
export { readPickledDict } from './files/pickled-dict.js';
export { type FileSource, mayEndWith, type Source, sourceOf } from './files/source.js';
export {
  exists,
  type Files,
  folderOf,
  inFolder,
  isFolder,
  makeFolder,
  readFile,
  remove,
  writeFile,
} from './files/storage.js';
export { type Sink, TransferFailure, type TransferOptions, transfer } from './files/transfer.js';
export { readFileSync } from './read-file.js';
