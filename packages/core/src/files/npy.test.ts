import { numbersOf, readNpy, writeNpy } from './npy.js';

const values = Float32Array.of(1.5, -2, 3, 0.25);
const written = writeNpy({ shape: [2, 2], dtype: 'float32', values });

/** The same bytes amid others, in the pool that Node's small buffers lie in. */
const pooled = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

test('arrays are read from a Buffer, which shares its memory with others', () => {
  expect(readNpy(pooled(written))).toEqual({ shape: [2, 2], values, end: written.length });
  expect(numbersOf('f4', [4], pooled(new Uint8Array(values.buffer)))).toEqual(values);
});

test('what was read is its own', () => {
  const bytes = pooled(written);
  const array = readNpy(bytes);
  bytes.fill(0);
  expect(array.values).toEqual(values);
});
