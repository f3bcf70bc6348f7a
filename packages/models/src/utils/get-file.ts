import { ValueError } from '@org/core';
import { builtin } from '@org/core/files';
import { bindOptions, fromCaller } from '@org/core/internal';
import { standardOutput } from '../display/output.js';
import { Progbar } from '../display/progress-bar.js';
import { download } from './download.js';
import { type ArchiveFormat, extractArchive } from './extract-archive.js';
import { GET_FILE_PARAMETERS, type GetFileArguments } from './signatures.js';

export interface GetFileOptions {
  /** The name of the file; null: that in `origin`. With `extract`, one without an ending names the folder. */
  fname?: string | null;
  /** Its address. */
  origin?: string | null;
  /** Earlier name of `extract`, for tar archives. */
  untar?: boolean;
  /** Earlier name of `fileHash`, by MD5. */
  md5Hash?: string | null;
  /** The hash that the file must have, in hexadecimal digits. */
  fileHash?: string | null;
  /** The folder inside of the cache. An absolute path is the folder itself. */
  cacheSubdir?: string;
  /** 'md5', 'sha256', or 'auto': by the length of the hash. */
  hashAlgorithm?: 'auto' | 'md5' | 'sha256';
  /** Whether the file is an archive that is unpacked. */
  extract?: boolean;
  /** What kind of archive it may be. */
  archiveFormat?: ArchiveFormat | readonly ArchiveFormat[] | null;
  /** The cache; null: the folder in the environment variable KERAS_HOME, or ~/.keras. */
  cacheDir?: string | null;
  /** Whether it is downloaded again where it is there. */
  forceDownload?: boolean;
  /** Bytes that are downloaded at most, which Keras does not bound: 64 GB, if left out. */
  maxBytes?: number;
}

const MOST_BYTES = 64 * 2 ** 30;

/**
 * The path of a file of the web, in a cache on disk: `~/.keras/datasets` unless told otherwise. A download that breaks goes on where it
 * broke, now or in a later call; its length and, if given, its hash are verified before it takes its place.
 *
 * Throws `ValueError` without an `origin`, for a name that is a path, and for a file with another hash or more than `maxBytes`, of which
 * nothing is kept;
 * `OSError` where the server has no such file, or can't be reached.
 *
 * @returns of `extract` the folder, else the file
 * @example
 * const pathOf = () => getFile({ origin: 'https://example.org/flowers.tgz', fileHash: '9f86d081884c7d65', extract: true });
 */
export async function getFile(...args: GetFileArguments): Promise<string> {
  const options = bindOptions(GET_FILE_PARAMETERS, args);
  return fromCaller(() => pathOf(options));
}

async function pathOf(options: GetFileOptions): Promise<string> {
  const { origin = null, untar = false, extract = false, md5Hash = null } = options;
  if (!origin) throw new ValueError('Please specify the "origin" argument (URL of the file to download).');
  const hash = options.fileHash ?? md5Hash;
  const algorithm = options.fileHash == null && md5Hash !== null ? 'md5' : (options.hashAlgorithm ?? 'auto');
  const { join } = builtin<typeof import('node:path')>('node:path', origin);
  const folder = await cacheFolder(options);
  const { file, extracted } = namesOf(options.fname ?? null, origin, extract || untar);
  const path = join(folder, file);
  const isFresh = await once(path, () =>
    provide(origin, path, {
      hash,
      algorithm,
      force: options.forceDownload ?? false,
      maxBytes: options.maxBytes ?? MOST_BYTES,
    }),
  );
  if (extracted === null) return path;
  const directory = join(folder, extracted);
  if (!isFresh && (await exists(directory))) return directory;
  const format = untar ? 'tar' : options.archiveFormat;
  const isArchive = await extractArchive(path, directory, format === undefined ? 'auto' : format);
  if (!isArchive) console.warn('Could not extract archive.');
  return directory;
}

/** Downloads that are under way, by their paths: two at a time would write to one file. */
const underWay = new Map<string, Promise<boolean>>();

function once(path: string, run: () => Promise<boolean>): Promise<boolean> {
  const running = underWay.get(path) ?? run().finally(() => underWay.delete(path));
  underWay.set(path, running);
  return running;
}

async function cacheFolder({ cacheDir, cacheSubdir = 'datasets' }: GetFileOptions): Promise<string> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', cacheSubdir);
  const { join, resolve } = builtin<typeof import('node:path')>('node:path', cacheSubdir);
  const os = builtin<typeof import('node:os')>('node:os', cacheSubdir);
  const base = cacheDir ?? process.env.KERAS_HOME ?? join(os.homedir(), '.keras');
  const folder = resolve(base.replace(/^~(?=$|[/\\])/, os.homedir()), cacheSubdir);
  try {
    await fs.mkdir(folder, { recursive: true });
    await fs.access(folder, fs.constants.W_OK);
    return folder;
  } catch {
    const other = resolve(os.tmpdir(), '.keras', cacheSubdir);
    await fs.mkdir(other, { recursive: true });
    return other;
  }
}

/** The names of the file and of the folder that it is unpacked to. */
function namesOf(fname: string | null, origin: string, isArchive: boolean): { file: string; extracted: string | null } {
  const name = fname || decodeURIComponent(new URL(origin).pathname.split('/').at(-1) ?? '');
  if (!name) {
    throw new ValueError(
      `Can't parse the file name from the origin provided: '${origin}'.Please specify the \`fname\` argument.`,
    );
  }
  if (/[/\\]/.test(name) || name === '..') {
    throw new ValueError(
      "Paths are no longer accepted as the `fname` argument. To specify the file's parent directory, use the `cacheDir` argument. " +
        `Received: fname=${name}`,
    );
  }
  if (!isArchive) return { file: name, extracted: null };
  const dot = name.indexOf('.');
  return fname && dot >= 0
    ? { file: name, extracted: `${name.slice(0, dot)}_extracted` }
    : { file: `${name}_archive`, extracted: name };
}

interface Wanted {
  readonly hash: string | null;
  readonly algorithm: string;
  readonly force: boolean;
  readonly maxBytes: number;
}

/** Downloads the file unless it is there as it should be. @returns whether it was downloaded */
async function provide(origin: string, path: string, { hash, algorithm, force, maxBytes }: Wanted): Promise<boolean> {
  const output = standardOutput();
  if (!force && (await exists(path))) {
    if (hash === null || (await hashOf(path, algorithm, hash)) === hash.toLowerCase()) return false;
    output.write(
      `A local file was found, but it seems to be incomplete or outdated because the ${algorithm} file hash does not match the ` +
        `original value of ${hash} so we will re-download the data.\n`,
    );
  }
  output.write(`Downloading data from ${origin}\n`);
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  const received = `${path}.download`;
  if (origin.startsWith('file:'))
    await fs.copyFile(builtin<typeof import('node:url')>('node:url', path).fileURLToPath(origin), received);
  else await download(origin, received, { maxBytes, onProgress: progress() });
  if (hash !== null && (await hashOf(received, algorithm, hash)) !== hash.toLowerCase()) {
    await fs.rm(received);
    throw new ValueError(
      `Incomplete or corrupted file detected. The ${algorithm} file hash does not match the provided value of ${hash}.`,
    );
  }
  await fs.rename(received, path);
  return true;
}

/** Draws a bar of bytes. */
function progress(): (received: number, total: number | null) => void {
  let bar: Progbar | null = null;
  return (received, total) => {
    bar ??= new Progbar(total);
    bar.update(received);
  };
}

async function hashOf(path: string, algorithm: string, expected: string): Promise<string> {
  const isSha256 = algorithm === 'sha256' || (algorithm === 'auto' && expected.length === 64);
  const hash = builtin<typeof import('node:crypto')>('node:crypto', path).createHash(isSha256 ? 'sha256' : 'md5');
  const handle = await builtin<typeof import('node:fs/promises')>('node:fs/promises', path).open(path);
  for await (const piece of handle.createReadStream()) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

const exists = (path: string): Promise<boolean> =>
  builtin<typeof import('node:fs/promises')>('node:fs/promises', path)
    .access(path)
    .then(
      () => true,
      () => false,
    );
