/** docs/architecture.md lists the passes in the order in which the code runs them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (...path: string[]) => readFileSync(join(__dirname, '..', ...path), 'utf8');

/** The functions in the array that follows `start` in a source file. */
function passesIn(source: string, start: string): string[] {
  const [, rest] = source.split(start);
  return rest!
    .slice(0, rest!.indexOf(']'))
    .replace(/\((graph|body)\) => /g, '')
    .split(/,(?![^(]*\))/)
    .map((item) => /\w+/.exec(item)?.[0] ?? '')
    .filter(Boolean);
}

test('the table of passes is what the code does', () => {
  const core = (...path: string[]) => read('packages/core/src', ...path);
  const portable = passesIn(core('graph/passes/optimize.ts'), 'portable: readonly Pass[] = [');
  const early = passesIn(core('backend/cpu/cpu.ts'), 'early: [');
  const own = passesIn(core('backend/cpu/cpu.ts'), 'passes: [');
  const documented = read('docs/architecture.md')
    .split('| pass | does |\n|---|---|\n')[1]!
    .split('\n\n')[0]!
    .split('\n')
    .map((row) => /`(\w+)`/.exec(row)![1]);
  expect(documented).toEqual(['expand', ...early, ...portable, 'drawnWords', ...own]);
});
