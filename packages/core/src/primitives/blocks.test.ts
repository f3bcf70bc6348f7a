import { range, sizeOf } from '../shape.js';
import { slicePrimitive } from './blocks.js';

const SHAPE = [2, 3, 4];
const STRIDES = [12, 4, 1];

/** Where the elements of a slice are, by the definition of one. */
function places({ starts, sizes, steps }: { starts: number[]; sizes: number[]; steps: number[] }): number[] {
  return range(3).reduce(
    (found, axis) =>
      found.flatMap((at) => range(sizes[axis]!).map((i) => at + (starts[axis]! + i * steps[axis]!) * STRIDES[axis]!)),
    [0],
  );
}

/** All slices of an axis. */
const along = (length: number): [start: number, size: number, step: number][] =>
  range(length).flatMap((start) =>
    [1, 2].flatMap((step) => range(Math.ceil((length - start) / step)).map((i) => [start, i + 1, step] as never)),
  );

test('law: a slice is said to be one piece where its elements follow one another, and nowhere else', () => {
  const values = range(sizeOf(SHAPE));
  for (const a of along(SHAPE[0]!)) {
    for (const b of along(SHAPE[1]!)) {
      for (const c of along(SHAPE[2]!)) {
        const [starts, sizes, steps] = range(3).map((i) => [a[i]!, b[i]!, c[i]!]) as [number[], number[], number[]];
        const attributes = { starts, sizes, steps };
        const expected = places(attributes);
        const isPiece = expected.every((place, i) => place === expected[0]! + i);
        const input = { shape: SHAPE, dtype: 'float32' } as const;
        expect([attributes, slicePrimitive.pieceAt!(input, attributes)]).toEqual([
          attributes,
          isPiece ? expected[0] : null,
        ]);
        const out = { shape: sizes, dtype: 'float32' } as const;
        expect(Array.from(slicePrimitive.evaluate([{ ...input, values }], attributes, [out]) as number[])).toEqual(
          expected,
        );
      }
    }
  }
});
