/** Vocabularies in text files: a token a line. */
import { RuntimeError, ValueError } from '@org/core';

type FileSystem = typeof import('node:fs');

/** The file system, asked for at run time, so that a bundle for browsers holds no trace of it. */
function fileSystem(path: string): FileSystem {
  const load = globalThis.process?.getBuiltinModule;
  if (load) return load('node:fs') as FileSystem;
  throw new RuntimeError(`There is no file system for '${path}'.`, { hint: 'give the tokens of the vocabulary.' });
}

const linesOf = (text: string): string[] => text.replaceAll('\r', '').split('\n');

/** @throws ValueError for a missing file */
export function readVocabularyFile(path: string): string[] {
  const fs = fileSystem(path);
  if (!fs.existsSync(path)) throw new ValueError(`Vocabulary file ${path} does not exist.`);
  const lines = linesOf(fs.readFileSync(path, 'utf8'));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

const ASSET = 'vocabulary.txt';

/** Writes a vocabulary into the folder of a layer. */
export const writeVocabulary = (dirPath: string, tokens: readonly string[]): void =>
  fileSystem(dirPath).writeFileSync(`${dirPath}/${ASSET}`, tokens.join('\n'));

/** Reads what {@link writeVocabulary} wrote. Empty lines at the end are none of it. */
export function readVocabulary(dirPath: string): string[] {
  const lines = linesOf(fileSystem(dirPath).readFileSync(`${dirPath}/${ASSET}`, 'utf8'));
  while (lines.at(-1) === '') lines.pop();
  return lines;
}
