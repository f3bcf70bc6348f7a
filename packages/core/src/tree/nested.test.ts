import { anyLeaf, flatten, mapStructure, packSequenceAs } from './nested.js';

class Leaf {
  value = 1;
}

test('leaves come from left to right, those of objects by sorted keys', () => {
  expect(flatten<number>([1, [2, 3], { b: 5, a: [4] }])).toEqual([1, 2, 3, 4, 5]);
  expect(flatten<number>(7)).toEqual([7]);
  expect(flatten([])).toEqual([]);
});

test('instances of classes, null and typed arrays are leaves', () => {
  const leaf = new Leaf();
  const data = new Float32Array(2);
  expect(flatten<unknown>({ leaf, data, nothing: null })).toEqual([data, leaf, null]);
});

test('the structure survives, with the order of its keys', () => {
  const doubled = mapStructure((x: number) => 2 * x, { b: [1, 2], a: 3 });
  expect(doubled).toEqual({ b: [2, 4], a: 6 });
  expect(Object.keys(doubled as object)).toEqual(['b', 'a']);
});

test('packing undoes flattening', () => {
  const structure = { b: [1, { c: 2 }], a: [] as number[], d: 3 };
  expect(packSequenceAs(structure, flatten<number>(structure))).toEqual(structure);
  expect(packSequenceAs(structure, ['x', 'y', 'z'])).toEqual({ b: ['x', { c: 'y' }], a: [], d: 'z' });
});

test('the walk may stop earlier', () => {
  const isPair = (value: unknown) => Array.isArray(value) && value.length === 2;
  expect(flatten<unknown>([[1, 2], [3], 4], isPair)).toEqual([[1, 2], 3, 4]);
});

test('anyLeaf looks at leaves of arrays and objects', () => {
  const isThree = (leaf: unknown) => leaf === 3;
  expect(anyLeaf([1, { a: [2, 3] }], isThree)).toBe(true);
  expect(anyLeaf([1, { a: [2, 4] }], isThree)).toBe(false);
});
