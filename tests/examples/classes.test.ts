/** Every class that layers and models offer has an example. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root, sources } from './examples.js';
import { namespaces } from './scope.js';

const files = sources.filter((file) => /packages\/(layers|models)\//.test(file) && !file.includes('/testing/'));

/** The classes of a file, each with the comment in front of it, or in front of its decorators. */
function classesOf(file: string): { name: string; comment: string }[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^export (?:abstract )?class (\w+)/gm)].map(({ 1: name, index }) => {
    const before = text.slice(0, index).replace(/(^@\w+\(.*\)\n)+$/m, '');
    return { name: name!, comment: /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(before)?.[0] ?? '' };
  });
}

it('has an example', () => {
  const without = files.flatMap((file) => {
    const own = require(file) as Record<string, unknown>;
    const isPublic = (name: string): boolean => namespaces.some(([, names]) => names[name] === own[name]);
    const bare = classesOf(file).filter(({ name, comment }) => isPublic(name) && !comment.includes('@example'));
    return bare.map(({ name }) => `${name} in ${relative(root, file)}`);
  });
  expect(files.length).toBeGreaterThan(300);
  expect(without).toEqual([]);
});
