/** `npm run build`: TypeScript first, which looks for what changed itself; then what is made of its output, where that is older. */
import { execSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (command: string) => execSync(command, { cwd: root, stdio: 'inherit' });
const writtenAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const filesIn = (folder: string) => readdirSync(join(root, folder)).map((name) => join(root, folder, name));

run('npx tsc -b');
const packages = filesIn('packages');
const sources = [
  ...packages.flatMap((folder) => [join(folder, 'dist/tsconfig.tsbuildinfo'), join(folder, 'package.json')]),
  ...filesIn('tools/src'),
  join(root, 'rollup.config.js'),
];
/** Says when the sources were written that all was made of; no package has it, as it has none of what TypeScript notes there. */
const mark = join(root, 'packages/core/dist/bundles.tsbuildinfo');
const newest = String(Math.max(...sources.map(writtenAt)));
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== newest) {
  run('npm run document --silent');
  run('npx rollup -c --silent');
  writeFileSync(mark, newest);
}
