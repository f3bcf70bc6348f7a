/** What TypeScript accepts and refuses in programs that use the packages: tests/types. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { sourcePaths } from '@org/testing/program';

const root = join(__dirname, '..');
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'types-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the programs of tests/types are as they say', async () => {
  const project = {
    extends: relative(folder, join(root, 'tsconfig.base.json')),
    compilerOptions: {
      noEmit: true,
      paths: sourcePaths('node'),
    },
    files: ['right', 'wrong', 'names', 'ports'].map((name) => relative(folder, join(root, `tests/types/${name}.ts`))),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const run = promisify(execFile)(process.execPath, [tsc, '-p', folder]);
  const output = await run.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  expect(output).toBe('');
}, 120_000);
