/** Model files: the `.keras` archive of Keras 3, a zip of the architecture, the weights and the layers' own files. */
import { ValueError } from '@org/core/basics';
import { formatPythonJson } from '../format-python-json.js';
import { MemoryBudget } from './memory-budget.js';
import { parsePythonJson } from './python-json.js';
import { openZip, writeZip, type ZipArchive, type ZipEntry, type ZipLimits } from './zip.js';

const METADATA = 'metadata.json';
const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';
const ASSETS = 'assets/';

/** Parsed values take up to 20 times as much memory as their text: `{}` in a list. */
const JSON_FACTOR = 20;

type Json = Record<string, unknown>;

/** The files of layers such as `StringLookup`, by path below `assets/`. Of an archive, each is inflated when it is asked for. */
export type Assets = Pick<ReadonlyMap<string, Uint8Array>, 'keys' | 'has' | 'get'>;

/** What a `.keras` file holds. */
export interface KerasArchive {
  /** `keras_version` and `date_saved`; empty if the file has none. */
  readonly metadata: Json;
  /** The serialized model: `module`, `class_name`, `config`, ... */
  readonly config: Json;
  /** An HDF5 weight file. */
  readonly weights: Uint8Array;
  readonly assets: Assets;
}

/**
 * Reads a `.keras` file. Entries may be in any order, stored or deflated.
 *
 * Throws `OSError` if the archive is damaged, and `ValueError` if an entry is missing, isn't JSON, or isn't allowed (see
 * {@link readZip}).
 *
 *     const { config, weights } = readArchive(bytes);
 *     config.class_name; // 'Sequential'
 */
export function readArchive(bytes: Uint8Array, limits: ZipLimits = {}): KerasArchive {
  const { label = 'the model file', budget = new MemoryBudget(bytes.length, label) } = limits;
  return archiveOf(openZip(bytes, { label, budget }), label, budget);
}

/** What the files of an archive, or of a folder, hold. */
export function archiveOf(zip: ZipArchive, label: string, budget: MemoryBudget): KerasArchive {
  const missing = [CONFIG, WEIGHTS].filter((name) => !zip.has(name));
  if (missing.length > 0) {
    const npz = zip.has('model.weights.npz');
    throw new ValueError(`There is no ${missing.join(' and no ')} in ${label}.`, {
      expected: `a .keras file with ${CONFIG} and ${WEIGHTS}`,
      received: listed(zip.names) || 'an empty archive',
      ...(npz && { hint: 'weights as npz are not supported; save the model with weights_format="h5"' }),
    });
  }
  const json = (name: string): Json => {
    budget.take(JSON_FACTOR * zip.sizeOf(name), name);
    const value = parsePythonJson(new TextDecoder().decode(zip.read(name)), `${name} of ${label}`);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
    throw new ValueError(`${name} of ${label} is not a JSON object.`);
  };
  return {
    metadata: zip.has(METADATA) ? json(METADATA) : {},
    config: json(CONFIG),
    weights: zip.read(WEIGHTS),
    assets: assetsOf(zip),
  };
}

function assetsOf(zip: ZipArchive): Assets {
  const paths = zip.names.filter((name) => name.startsWith(ASSETS)).map((name) => name.slice(ASSETS.length));
  const has = (path: string): boolean => zip.has(ASSETS + path);
  return { keys: () => paths.values(), has, get: (path) => (has(path) ? zip.read(ASSETS + path) : undefined) };
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 10).join(', ').slice(0, 500) + (names.length > 10 ? ', ...' : '');

/**
 * Writes a `.keras` file, with the entries and dates that Keras gives them.
 *
 *     const bytes = writeArchive({ metadata: archiveMetadata('3.15.1'), config, weights, assets: new Map() });
 */
export const writeArchive = (archive: KerasArchive): Uint8Array => writeZip(archiveEntries(archive));

/** The files of an archive. */
export function archiveEntries({ metadata, config, weights, assets }: KerasArchive): ReadonlyMap<string, ZipEntry> {
  const json = (value: Json): ZipEntry => ({
    data: new TextEncoder().encode(formatPythonJson(value)),
    date: new Date(1980, 0, 1),
  });
  return new Map<string, ZipEntry>([
    [METADATA, json(metadata)],
    [CONFIG, json(config)],
    [WEIGHTS, { data: weights }],
    ...Array.from(assets.keys(), (path): [string, ZipEntry] => [ASSETS + path, { data: assets.get(path)! }]),
  ]);
}

/** The contents of `metadata.json`. `kerasVersion` is the version of Keras whose format the file follows. */
export function archiveMetadata(kerasVersion: string, date = new Date()): Json {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return { keras_version: kerasVersion, date_saved: `${day}@${time}` };
}
