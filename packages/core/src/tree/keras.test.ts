import * as tree from './index.js';

// Expected values are those of keras.tree 3.15 (optree).
describe('keras.tree', () => {
  const nest = { b: [1, { c: null }], a: 2 };

  it('flattens, with paths, and packs again', () => {
    expect(tree.flatten<unknown>(nest)).toEqual([2, 1, null]);
    expect(tree.flattenWithPath<unknown>(nest)).toEqual([
      [['a'], 2],
      [['b', 0], 1],
      [['b', 1, 'c'], null],
    ]);
    expect(tree.packSequenceAs({ b: 1, a: [2] }, [10, 20])).toEqual({ b: 20, a: [10] });
    expect(tree.packSequenceAs(0, [7])).toBe(7);
    expect(() => tree.packSequenceAs([1, 2], [1])).toThrow(/Too few leaves/);
    expect(() => tree.packSequenceAs(1, [1, 2])).toThrow(/Too many leaves/);
  });

  it('knows what is nested', () => {
    expect([[], {}, 1, 'ab', null].map(tree.isNested)).toEqual([true, true, false, false, false]);
  });

  it('maps one structure or several', () => {
    expect(tree.mapStructure((x: number) => x * x, [1, { a: [3] }])).toEqual([1, { a: [9] }]);
    expect(tree.mapStructure((a: number, b: number) => a + b, { y: 1, x: [2] }, { x: [20], y: 10 })).toEqual({
      y: 11,
      x: [22],
    });
    expect(
      tree.mapStructure(
        (x: unknown) => x,
        [[1, 2]],
        (x) => Array.isArray(x) && x.length === 2,
      ),
    ).toEqual([[1, 2]]);
    expect(() => tree.mapStructure((a: number) => a, [1, 2], [1])).toThrow(/same nested structure/);
    expect(tree.mapStructureUpTo({ a: 0, b: 0 }, (x, y) => [x, y], { a: [1, 2], b: 3 }, { a: { z: 5 }, b: 6 })).toEqual(
      { a: [[1, 2], { z: 5 }], b: [3, 6] },
    );
    expect(() => tree.mapStructureUpTo([1, 1], (x) => x, [1])).toThrow(/same nested structure/);
  });

  it('compares structures and paths', () => {
    expect(() => tree.assertSameStructure({ a: 1, b: [2] }, { b: ['x'], a: null })).not.toThrow();
    expect(() => tree.assertSameStructure([1, 2], [1, [2]])).toThrow(/\[\., \.\][\s\S]*\[\., \[\.\]\]/);
    expect(() => tree.assertSameStructure({ a: 1 }, { b: 1 })).toThrow(/same nested structure/);
    expect(() => tree.assertSameStructure([1], { 0: 1 })).toThrow(/same nested structure/);
    expect(() => tree.assertSamePaths([1, [2]], [{}, [3]])).toThrow(/\(0\)/);
    expect(() => tree.assertSamePaths({ a: [1] }, { a: [2] })).not.toThrow();
    expect(() => tree.assertSamePaths([1, 2], { a: 1 })).toThrow(/\(0\), \(1\)[\s\S]*\(a\)/);
  });

  it('traverses from above and from below', () => {
    const tens = (x: unknown) => (x === 2 ? tree.MAP_TO_NONE : typeof x === 'number' ? x * 10 : null);
    expect(tree.traverse(tens, [1, 2, [3]])).toEqual([10, null, [30]]);
    const total = (x: unknown) =>
      Array.isArray(x) && x.every((i) => typeof i === 'number') ? x.reduce((a: number, b: number) => a + b, 0) : null;
    expect(
      tree.traverse(
        total,
        [
          [1, 2],
          [3, [4, 5]],
        ],
        false,
      ),
    ).toBe(15);
    expect(
      tree.traverse(total, [
        [1, 2],
        [3, [4, 5]],
      ]),
    ).toEqual([3, [3, 9]]);
  });

  it('maps shapes, and copies lists', () => {
    expect(tree.mapShapeStructure((s) => s[0], { a: [1, 2], b: [[3, null]] })).toEqual({ a: 1, b: [3] });
    expect(() => tree.mapShapeStructure((s) => s, 'x')).toThrow(/shapes/);
    const lists = [[1], { a: [2] }];
    expect(tree.listsToTuples(lists)).toEqual(lists);
  });
});
