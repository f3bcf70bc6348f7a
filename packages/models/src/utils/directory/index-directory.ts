/** The files of a folder, with labels by the folders that they lie in. */
import { ValueError } from '@org/core';
import { builtin, systemError } from '@org/core/files';
import { RandomState } from '@org/core/python';
import { printLine } from '../../display/output.js';

export interface IndexOptions {
  readonly directory: string;
  readonly labels: 'inferred' | readonly number[] | null;
  /** Endings of names, with the dot, in small letters. */
  readonly formats: readonly string[];
  readonly classNames: readonly string[] | null;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly followLinks: boolean;
  readonly verbose: boolean;
}

/** Files, a label for each, and the names of the classes. */
export interface FileIndex {
  readonly paths: string[];
  readonly labels: number[] | null;
  readonly classNames: readonly string[] | null;
}

/**
 * Files and labels in the order that Python's Keras gives them, shuffled or not.
 *
 * @throws ValueError for class names that are no folders, and labels of another number than files; OSError without the folder
 */
export async function indexDirectory(options: IndexOptions): Promise<FileIndex> {
  const { directory, labels, formats, seed, followLinks } = options;
  const { basename, join } = builtin<typeof import('node:path')>('node:path', directory);
  const folders = labels === 'inferred' ? await classFolders(directory, options.classNames) : [''];
  if (labels !== 'inferred' && options.classNames !== null) {
    throw new ValueError(
      labels === null
        ? 'When `labels=null` (no labels), argument `classNames` cannot be specified.'
        : 'When argument `labels` is specified, argument `classNames` cannot be specified (the `classNames` will be the sorted list of labels).',
    );
  }
  const files = await Promise.all(
    folders.map((folder) =>
      filesIn(folder === '' ? directory : join(directory, basename(folder)), formats, followLinks),
    ),
  );
  const paths = files.flat();
  const found = labelsOf(labels, files, directory);
  const classNames = labels === 'inferred' ? folders : found && [...new Set(found)].sort((a, b) => a - b).map(String);
  if (options.verbose) {
    const classes = classNames ? ` belonging to ${classNames.length} classes` : '';
    printLine(`Found ${paths.length} files${classes}.`);
  }
  if (options.shuffle) {
    new RandomState(seed).shuffle(paths);
    if (found) new RandomState(seed).shuffle(found);
  }
  return { paths, labels: found, classNames };
}

function labelsOf(
  labels: IndexOptions['labels'],
  files: readonly (readonly string[])[],
  directory: string,
): number[] | null {
  if (labels === null) return null;
  if (labels === 'inferred') return files.flatMap((each, label) => each.map(() => label));
  const count = files.flat().length;
  if (labels.length === count) return [...labels];
  throw new ValueError(
    'Expected the lengths of `labels` to match the number of files in the target directory. ' +
      `len(labels) is ${labels.length} while we found ${count} files in directory ${directory}.`,
  );
}

/** The folders in a folder, or those of them that are named, in the order of the names. */
async function classFolders(directory: string, classNames: readonly string[] | null): Promise<readonly string[]> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', directory);
  const { join } = builtin<typeof import('node:path')>('node:path', directory);
  const names = inOrder(await listing(directory)).filter((name) => !name.startsWith('.'));
  // A link that leads nowhere is no folder, as of Python's os.path.isdir.
  const isFolder = await Promise.all(
    names.map((name) =>
      fs.stat(join(directory, name)).then(
        (status) => status.isDirectory(),
        () => false,
      ),
    ),
  );
  const folders = names.filter((_, i) => isFolder[i]);
  if (classNames === null) return folders;
  if (classNames.every((name) => folders.includes(name))) return classNames;
  throw new ValueError(
    'The `classNames` passed did not match the names of the subdirectories of the target directory. ' +
      `Expected: ${folders.join(', ')} (or a subset of it), but received: classNames=${classNames.join(', ')}`,
  );
}

/** The files below a folder: folder by folder in the order of their paths, each in the order of names. */
async function filesIn(root: string, formats: readonly string[], followLinks: boolean): Promise<string[]> {
  const { join } = builtin<typeof import('node:path')>('node:path', root);
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', root);
  const found: { folder: string; names: string[] }[] = [];
  const walk = async (folder: string, around: readonly string[]): Promise<void> => {
    const place = await fs.realpath(folder);
    // A link that leads back.
    if (around.includes(place)) return;
    const names: string[] = [];
    for (const name of await listing(folder)) {
      const path = join(folder, name);
      // As Python's os.walk: links to folders are folders, which are gone into where that is asked for.
      const isFolder = await fs.stat(path).then(
        (status) => status.isDirectory(),
        () => false,
      );
      if (!isFolder) names.push(name);
      else if (followLinks || !(await fs.lstat(path)).isSymbolicLink()) await walk(path, [...around, place]);
    }
    found.push({ folder, names });
  };
  await walk(root, []);
  const sorted = new Map(found.map(({ folder, names }) => [folder, names]));
  return inOrder([...sorted.keys()]).flatMap((folder) =>
    inOrder(sorted.get(folder)!)
      .filter((name) => formats.some((format) => name.toLowerCase().endsWith(format)))
      .map((name) => join(folder, name)),
  );
}

async function listing(directory: string): Promise<string[]> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', directory);
  try {
    return await fs.readdir(directory);
  } catch (error) {
    throw systemError(error, `Can't read the folder '${directory}'.`);
  }
}

/** By code points, as Python sorts texts. */
const inOrder = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => compareCodePoints(Array.from(a), Array.from(b)));

function compareCodePoints(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((each, i) => each !== b[i]);
  if (at < 0) return a.length - b.length;
  return at >= b.length ? 1 : a[at]!.codePointAt(0)! - b[at]!.codePointAt(0)!;
}
