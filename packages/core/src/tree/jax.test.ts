import { grad, jax, ops, type Tensor, tensor } from '../index.js';
import * as tree from './index.js';

describe('jax.tree_util', () => {
  const nest = { b: [1, null, { c: 3 }], a: 2 };

  it('has no leaves in null', () => {
    expect(tree.treeLeaves(nest)).toEqual([2, 1, 3]);
    expect(tree.treeMap((x: number) => x * 10, nest)).toEqual({ b: [10, null, { c: 30 }], a: 20 });
    expect(tree.treeLeaves(nest, (x) => x === null)).toEqual([2, 1, null, 3]);
  });

  it('maps several trees, of which the first may be a prefix', () => {
    expect(tree.treeMap((a: number, b: number) => a + b, [1, { x: 2 }], [10, { x: 20 }])).toEqual([11, { x: 22 }]);
    expect(tree.map((a: unknown, b: unknown) => [a, b], [1], [[2, 3]])).toEqual([[1, [2, 3]]]);
    expect(() => tree.treeMap((a: number) => a, [1, 2], [1])).toThrow(/same nested structure/);
    const pairs = [
      [1, 2],
      [3, 4],
    ] as const;
    expect(
      tree.treeMap((p: readonly number[]) => p[0], pairs, {
        isLeaf: (x: unknown) => Array.isArray(x) && x.length === 2 && typeof x[0] === 'number',
      }),
    ).toEqual([1, 3]);
  });

  it('flattens and unflattens', () => {
    const [leaves, treedef] = tree.treeFlatten<number>(nest);
    expect(leaves).toEqual([2, 1, 3]);
    expect(tree.treeUnflatten(treedef, ['x', 'y', 'z'])).toEqual({ b: ['y', null, { c: 'z' }], a: 'x' });
    expect(tree.treeStructure(nest).numLeaves).toBe(3);
    expect(() => treedef.unflatten([1])).toThrow(/number of leaves/);
  });

  it('has the names of jax.tree, which are not those of keras.tree', () => {
    const [leaves, treedef] = jax.tree.flatten<number>(nest);
    expect(jax.tree.unflatten(treedef, leaves)).toEqual(nest);
    expect(jax.tree.flattenWithPath<number>([7])[1].numLeaves).toBe(1);
    expect(jax.tree.mapWithPath((path: readonly unknown[], x: number) => [path.length, x], [7])).toEqual([[1, 7]]);
    expect(tree.flatten(nest)).toHaveLength(4);
  });

  it('reduces', () => {
    expect(tree.treeReduce((a: number, b: number) => a + b, nest)).toBe(6);
    expect(tree.treeReduce((n: number, _x: unknown) => n + 1, nest, 0)).toBe(3);
    expect(() => tree.treeReduce((a: number) => a, [null])).toThrow(/initial value/);
    expect([tree.treeAll([true, [1]]), tree.treeAll([true, 0])]).toEqual([true, false]);
  });

  it('gives paths', () => {
    expect(tree.treeFlattenWithPath(nest)[0]).toEqual([
      [['a'], 2],
      [['b', 0], 1],
      [['b', 2, 'c'], 3],
    ]);
    const named = tree.treeMapWithPath((path, x: number, y: number) => `${path.join('.')}:${x + y}`, nest, nest);
    expect(named).toEqual({ b: ['b.0:2', null, { c: 'b.2.c:6' }], a: 'a:4' });
  });

  it('transposes', () => {
    const [outer, inner] = [tree.treeStructure([0, 0]), tree.treeStructure({ a: 0, b: 0 })];
    expect(
      tree.treeTranspose(outer, inner, [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ]),
    ).toEqual({ a: [1, 3], b: [2, 4] });
  });
});

describe('registered classes', () => {
  class Point {
    constructor(
      readonly x: unknown,
      readonly y: unknown,
      readonly name: string,
    ) {}
    treeFlatten() {
      return [[this.x, this.y], this.name] as const;
    }
    static treeUnflatten(name: string, [x, y]: [unknown, unknown]) {
      return new Point(x, y, name);
    }
  }
  tree.registerPytreeNodeClass(Point);
  class Plain {}

  it('are nodes, whose instances are made again', () => {
    const nest = { b: new Point(1, [2, 3], 'p'), a: 0 };
    expect(tree.treeLeaves(nest)).toEqual([0, 1, 2, 3]);
    const doubled = tree.treeMap((x: number) => 2 * x, nest) as { b: unknown };
    expect(doubled.b).toEqual(new Point(2, [4, 6], 'p'));
    expect(doubled.b).toBeInstanceOf(Point);
    const [leaves, treedef] = tree.treeFlatten(nest);
    expect(treedef.unflatten(leaves)).toEqual(nest);
    expect(tree.treeMap((a: number, b: number) => a + b, new Point(1, 2, 'p'), new Point(3, 4, 'p'))).toEqual(
      new Point(4, 6, 'p'),
    );
  });

  it('differ by class and by what they hold besides', () => {
    const map = (other: unknown) => () => tree.treeMap((a: number) => a, new Point(1, 2, 'p'), other);
    expect(map(new Point(1, 2, 'q'))).toThrow(/Point\[\., \.\]/);
    expect(map([1, 2])).toThrow(/same nested structure/);
    expect(tree.treeLeaves(new Plain())).toHaveLength(1);
    expect(() => tree.registerPytreeNodeClass(Point)).toThrow(/Point is registered/);
  });

  it('are taken and given by transformations', async () => {
    const area = ({ x, y }: Point): Tensor => ops.multiply(x as Tensor, y as Tensor);
    const number = (n: number) => tensor(n, [], 'float32');
    const slopes = grad<[point: unknown]>((point) => area(point as Point));
    const found = slopes(new Point(number(2), number(5), 'p')) as unknown as Point;
    expect(found).toBeInstanceOf(Point);
    expect([await (found.x as Tensor).item(), await (found.y as Tensor).item(), found.name]).toEqual([5, 2, 'p']);
  });
});
