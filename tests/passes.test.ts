/** docs/architecture.md lists the passes in the order in which the code runs them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (...path: string[]) => readFileSync(join(__dirname, '..', ...path), 'utf8');

const core = (...path: string[]) => read('packages/core/src', ...path);

/** Of some code what stands outside of parentheses. */
const outside = (source: string): string => {
  const rest = source.replace(/\([^()]*\)/g, '');
  return rest === source ? source : outside(rest);
};

/** The functions in the array that follows `start` in a source file. */
function passesIn(source: string, start: string): string[] {
  const [, rest] = source.split(start);
  return outside(rest!.slice(0, rest!.search(/\][,;]/)).replace(/\((graph|body)\) => |parts\./g, ''))
    .split(',')
    .map((item) => /[\w.]+/.exec(item)?.[0] ?? '')
    .filter(Boolean);
}

test('the table of passes is what the code does', () => {
  const within: Readonly<Record<string, readonly string[]>> = {
    ownPasses: ['conv', 'scan'].flatMap((name) => passesIn(core(`primitives/${name}.ts`), 'passes: [')),
    '...layout.first': passesIn(core('backend/cpu/layout.ts'), 'first: ['),
    '...layout.passes': passesIn(core('backend/cpu/layout.ts'), 'passes: ['),
  };
  const early = passesIn(core('backend/cpu/layout.ts'), 'early: [');
  const portable = passesIn(core('graph/passes/optimize.ts'), 'portable = (isOpen: boolean): readonly Pass[] => [');
  const own = passesIn(core('backend/cpu/cpu.ts'), 'early: layout.early,\n  passes: [');
  const all = ['expand', ...early, ...portable, 'drawnWords', ...own].flatMap((name) => within[name] ?? name);
  const documented = read('docs/architecture.md')
    .split('| pass | does |\n|---|---|\n')[1]!
    .split('\n\n')[0]!
    .split('\n')
    .map((row) => /`(\w+)`/.exec(row)![1]);
  expect(documented).toEqual(all);
});
