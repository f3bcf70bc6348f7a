/** The examples of the documentation: the `@example` blocks of all packages and the ```ts blocks of the READMEs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

export interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

const packageFolders = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
/** The source files of all packages, without tests. */
export const sources: readonly string[] = packageFolders
  .flatMap((folder) =>
    readdirSync(join(folder, 'src'), { recursive: true }).map((file) => join(folder, 'src', String(file))),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
export const examples: readonly Example[] = [
  ...sources.flatMap(examplesInComments),
  ...[root, ...packageFolders]
    .map((folder) => join(folder, 'README.md'))
    .filter((file) => existsSync(file))
    .flatMap(examplesInMarkdown),
];

function examplesInComments(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*\*\//g)].flatMap((comment) => {
    const lines = comment[0].replace(/\s*\*\/$/, '').split('\n');
    const first = text.slice(0, comment.index).split('\n').length;
    const starts = lines.flatMap((line, i) => (/^\s*\*\s*@example/.test(line) ? [i + 1] : []));
    return starts.map((start): Example => {
      const rest = lines.slice(start).map((line) => line.replace(/^\s*\* ?/, ''));
      const end = rest.findIndex((line) => line.startsWith('@'));
      return { file, line: first + start, code: rest.slice(0, end < 0 ? undefined : end).join('\n') };
    });
  });
}

function examplesInMarkdown(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((block) => ({
    file,
    line: text.slice(0, block.index).split('\n').length + 1,
    code: block[1]!,
  }));
}
