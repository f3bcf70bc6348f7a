/**
 * TypeScript 7 takes the parentheses of `new (f(x).array as C)(n)` away with the type and emits `new f(x).array(n)`, which is
 * `(new f(x)).array(n)`; of `-(-x as number)` it makes `--x`. Tests, which run on the sources, don't see it: the forms are refused.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSync } from '@swc/core';

type Syntax = Readonly<Record<string, unknown>> & { readonly type: string };

const ASSERTIONS = ['TsAsExpression', 'TsSatisfiesExpression', 'TsTypeAssertion'];
const CALLS = ['CallExpression', 'TaggedTemplateExpression'];

const part = (syntax: Syntax, ...names: string[]): Syntax | undefined =>
  names.map((name) => syntax[name] as Syntax | undefined).find((each) => each?.type !== undefined);

/** An expression and those that it begins with: of `f(x).array`, `f(x)` and `f` as well. */
function spine(syntax: Syntax): Syntax[] {
  const next = part(syntax, 'object', 'expression', 'callee', 'tag', 'base');
  return next ? [syntax, ...spine(next)] : [syntax];
}

/** What stands in parentheses and loses its type. */
const unwrapped = (syntax: Syntax): Syntax | undefined => {
  if (syntax.type === 'ParenthesisExpression') return unwrapped(syntax.expression as Syntax);
  return ASSERTIONS.includes(syntax.type) ? (syntax.expression as Syntax) : undefined;
};

function losesParentheses(syntax: Syntax): boolean {
  if (syntax.type === 'NewExpression') {
    const begins = spine(syntax.callee as Syntax);
    const assertion = begins.findIndex(({ type }) => ASSERTIONS.includes(type));
    return assertion >= 0 && begins.slice(assertion).some(({ type }) => CALLS.includes(type));
  }
  if (syntax.type !== 'UnaryExpression' || (syntax.operator !== '-' && syntax.operator !== '+')) return false;
  const inner = unwrapped(syntax.argument as Syntax);
  return inner?.operator === syntax.operator;
}

/** How many times the forms occur. */
function lost(source: string): number {
  let count = 0;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    if (losesParentheses(value as Syntax)) count++;
    for (const each of Object.values(value)) visit(each);
  };
  visit(parseSync(source, { syntax: 'typescript', decorators: true, target: 'es2022' }).body);
  return count;
}

it.each([
  'new (f(x).array as C)(n)',
  'new (f(x) as C)(n)',
  'new (f(x).array as unknown as C)(n)',
  'new (<C>f(x).array)(n)',
  'new (f(x).array satisfies C)(n)',
  'new (f(x) as C).array(n)',
  'new (f`x` as C)(n)',
  '-(-x as number)',
])('%s is refused', (source) => {
  expect(lost(source)).toBe(1);
});

it.each([
  'new (f(x).array)(n)',
  'new (array as C)(n)',
  'new (x.array as C)(f(n))',
  'new (x[f(1)] as C)(n)',
  'new C(f(x) as number)',
  '-(x as number)',
  '+(-x as number)',
])('%s is taken', (source) => {
  expect(lost(source)).toBe(0);
});

const packages = resolve(__dirname, '../packages');
const sources = readdirSync(packages)
  .flatMap((name) =>
    readdirSync(join(packages, name, 'src'), { recursive: true }).map((file) => join(name, 'src', String(file))),
  )
  .filter((file) => file.endsWith('.ts'));

it('sources of the packages have none', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((file) => lost(readFileSync(join(packages, file), 'utf8')) > 0)).toEqual([]);
});
