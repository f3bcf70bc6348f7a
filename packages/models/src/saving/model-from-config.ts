/** A model from its config, which may come from a file that anybody has edited. */
import { ValueError } from '@org/core';
import type { FetchFileOptions, FileSource } from '@org/core/files';
import { withVariableLimit } from '@org/core/internal';
import type { CustomObjects, Layer } from '@org/layers';
import { objectSharingScope, readKerasObject, withEmbeddedFiles } from '@org/layers/internal';
import { ConfigCheck } from './check-config.js';
import type { Assets } from './keras-archive.js';
import { MemoryBudget } from './memory-budget.js';
import { isTrusted } from './safe-mode.js';

export interface LoadModelOptions {
  /** A file whose name ends with `.keras`, or with `.h5` as Keras 2 had them, on disk or by its URL on a server; or a Blob of its bytes. */
  filepath: FileSource;
  /** Classes and functions that the file names and that are not registered. */
  customObjects?: CustomObjects | null;
  /** Whether to compile the model as it was when saved. */
  compile?: boolean;
  /** Whether the file may not name others that are read with it, as a TFSMLayer does. No code is ever run from a file. */
  safeMode?: boolean;
  /** Called with how many bytes of a download there are, and how many there will be, null if unknown. */
  onProgress?: FetchFileOptions['onProgress'];
  /** Whether a page keeps what it downloads, and takes it from there until the server has another file, or while there is no server. */
  cache?: boolean;
}

/** An object takes some 150 bytes of JSON, and up to a millisecond to be made. */
const maxObjects = (fileSize: number): number => 10_000 + fileSize / 200;

/** What a file may be of. */
export type SavedType<Saved> = abstract new (...args: never) => Saved;

interface ReadConfig<Saved> {
  readonly options: Omit<LoadModelOptions, 'filepath'>;
  /** What errors call the file, and its JSON. */
  readonly label: string;
  readonly json: string;
  readonly fileSize: number;
  readonly weightsSize?: number;
  readonly assets?: Assets;
  readonly types: readonly SavedType<Saved>[];
}

/** The model that a config of Keras 3 describes, checked before anything is made from it. */
export function modelFromConfig<Saved extends Layer>(config: Record<string, unknown>, read: ReadConfig<Saved>): Saved {
  const { options, label, fileSize, weightsSize = fileSize, assets = new Map<string, Uint8Array>(), types } = read;
  const customObjects = options.customObjects ?? null;
  const check = new ConfigCheck(read.json, config, customObjects, maxObjects(fileSize));
  // What the file has weights for, and the slots of an optimizer that it may lack.
  const variables = new MemoryBudget(weightsSize, label);
  const claim = (bytes: number, name: string): void => variables.take(bytes, `variable '${name}'`);
  const files = {
    has: (path: string) => assets.has(path),
    get: (path: string) => assets.get(path),
    mayReadOthers: isTrusted(options.safeMode),
  };
  const make = () =>
    withEmbeddedFiles(files, () => objectSharingScope(() => readKerasObject(config, { customObjects })));
  const model = check.run(() => withVariableLimit(claim, make));
  const isSaved = (object: unknown): object is Saved => types.some((type) => object instanceof type);
  if (!isSaved(model)) throw new ValueError(`There is no model in ${label}.`, { received: String(config.class_name) });
  return model;
}
