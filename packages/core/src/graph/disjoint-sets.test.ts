import fc from 'fast-check';
import { DisjointSets } from './disjoint-sets.js';

test('groups are in the order of their first elements, as are the elements', () => {
  const sets = new DisjointSets<string>();
  for (const name of ['a', 'b', 'c', 'd', 'a']) sets.add(name);
  sets.join('d', 'b');
  expect(sets.groups()).toEqual([['a'], ['b', 'd'], ['c']]);
  expect([sets.has('a'), sets.has('e')]).toEqual([true, false]);
});

test('two elements are in one group if a path of joins leads from one to the other', () => {
  const joins = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 30 });
  fc.assert(
    fc.property(joins, (pairs) => {
      const sets = new DisjointSets<number>();
      const labels = Array.from({ length: 20 }, (_, i) => i);
      for (const i of labels.keys()) sets.add(i);
      for (const [a, b] of pairs) {
        sets.join(a, b);
        const [from, to] = [labels[a]!, labels[b]!];
        labels.forEach((label, i) => {
          if (label === from) labels[i] = to;
        });
      }
      const groupOf = new Map(sets.groups().flatMap((group, i) => group.map((element) => [element, i] as const)));
      for (let a = 0; a < 20; a++)
        for (let b = 0; b < 20; b++) expect(groupOf.get(a) === groupOf.get(b)).toBe(labels[a] === labels[b]);
    }),
  );
});
