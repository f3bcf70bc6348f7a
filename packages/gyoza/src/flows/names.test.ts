/** Every public class of nflows, normflows and FrEIA is in the README: what it is here, or that it is not. */
import { readFileSync } from 'node:fs';
import { goldenFile } from '../testing/golden.js';

const readme = readFileSync(goldenFile('../README.md'), 'utf8');
const names = JSON.parse(readFileSync(goldenFile('names.json'), 'utf8')) as Record<string, readonly string[]>;

test.each(Object.entries(names))('%s', (_, all) => {
  const missing = all.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme));
  expect(all.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});
