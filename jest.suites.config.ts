/** @jest-config-loader esbuild-register */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from 'jest';
import config from './jest.config.ts';

// All tests, the files of a folder in one suite: they share the modules that they load, and what V8 learned of them, which halves the
// time. A file that needs modules of its own says so by a line '// Alone: why'.
const FOLDER = '.suites';
/** Beyond this, suites would be too long to share out among workers. */
const AT_MOST = 16;

const isThorough = process.env.THOROUGH === '1';
const isAlone = (file: string): boolean => /^\/\/ Alone: /m.test(readFileSync(join(__dirname, file), 'utf8'));

function testsIn(folder: string): string[] {
  return readdirSync(join(__dirname, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(node_modules|dist)$/.test(entry.name) ? [] : testsIn(path);
    return path.endsWith('.test.ts') && (isThorough || !path.endsWith('.thorough.test.ts')) ? [path] : [];
  });
}

/** The files of each suite, by its name: 'packages/core/src/ops' for those of that folder and the folders in it. */
const suites = new Map<string, string[]>();
for (const file of (config.roots ?? []).flatMap((root) => testsIn(root.replace('<rootDir>/', '')))) {
  const folder = dirname(file).split('/').slice(0, 4).join('/');
  const own = file.replace(/\.test\.ts$/, '');
  const isShared = file.startsWith('packages/') && !isAlone(file);
  const names = isShared ? Array.from({ length: 9 }, (_, i) => `${folder}${i || ''}`) : [own];
  const name = names.find((each) => (suites.get(each)?.length ?? 0) < AT_MOST)!;
  suites.set(name, [...(suites.get(name) ?? []), file]);
}

rmSync(join(__dirname, FOLDER), { recursive: true, force: true });
for (const [name, files] of suites) {
  const path = join(__dirname, FOLDER, `${name}.js`);
  mkdirSync(dirname(path), { recursive: true });
  const up = '../'.repeat(name.split('/').length);
  writeFileSync(path, files.map((file) => `describe('${file}', () => void require('${up}${file}'));\n`).join(''));
}

const suitesConfig: Config = { ...config, roots: [`<rootDir>/${FOLDER}`], testMatch: ['**/*.js'] };
export default suitesConfig;
