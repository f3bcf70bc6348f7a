import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportFunction, ops, tensor } from './index.js';
import { type HostArray, loadPredictor, type Predictor } from './predict.js';

const float = { shape: [null, 2], dtype: 'float32' } as const;

/** y = 2a - b + 1 of rows (a, b). */
const line = () => exportFunction((x) => [x!.mul([2, -1]).sum(1).add(1)], [{ name: 'x', ...float }], ['y']);

test('one input and one output need no names', async () => {
  const model = await loadPredictor(await line());
  expect(model.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: [null, 2] }]);
  const expected = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 3) };
  const forms: Parameters<Predictor['predict']>[0][] = [
    [
      [0, 0],
      [1, 0],
    ],
    { data: Float32Array.of(0, 0, 1, 0), shape: [2, 2] },
    { x: { data: [0, 0, 1, 0], shape: [2, 2] } },
  ];
  for (const form of forms) expect(await model.predict(form)).toEqual(expected);
  await model.dispose();
});

test('several go by name, in their own element types', async () => {
  const bytes = await exportFunction(
    (a, n) => [a!.add(1), n!.mul(2)],
    [
      { name: 'a', ...float },
      { name: 'n', shape: [3], dtype: 'int32' },
    ],
    ['b', 'm'],
  );
  const model = await loadPredictor(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  expect(await model.predict({ a: [[1, 2]], n: [1, 2, 3] })).toEqual({
    b: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(2, 3) },
    m: { dtype: 'int32', shape: [3], data: Int32Array.of(2, 4, 6) },
  });
  await expect(model.predict([[1, 2]])).rejects.toThrow(/input 'a'[\s\S]*'a', 'n'[\s\S]*one input/);
});

test.each([
  ['int64', BigInt64Array.of(2n, -6n), BigInt64Array.of(4n, -12n)],
  // 2, -6 and 4, -12 by sign, exponent and fraction.
  ['float16', Uint16Array.of(0x4000, 0xc600), Uint16Array.of(0x4400, 0xca00)],
] as const)('answers of %s may be asked again', async (dtype, once, twice) => {
  const model = await loadPredictor(
    await exportFunction((n) => [n!.mul(2)], [{ name: 'n', shape: [2], dtype }], ['m']),
  );
  const answer = (await model.predict([1, -3])) as HostArray;
  expect(answer.data).toEqual(once);
  expect(((await model.predict(answer)) as HostArray).data).toEqual(twice);
});

test.each([
  ['of another width', [[1, 2, 3]], /another shape[\s\S]*\[null, 2\][\s\S]*\[1, 3\]/],
  ['of lists of different lengths', [[1, 2], [3]], /do not fill/],
  ['that is no number', [[1, 'a']], /numbers in lists/],
])('an input %s is refused', async (_, input, message) => {
  const model = await loadPredictor(await line());
  const asked = model.predict(input as never);
  await expect(asked).rejects.toMatchObject({ name: 'ValueError' });
  await expect(asked).rejects.toThrow(message);
});

test('inputs with different numbers of samples are refused', async () => {
  const inputs = ['a', 'b'].map((name) => ({ name, ...float }));
  const model = await loadPredictor(await exportFunction((a, b) => [a!.add(b!)], inputs, ['y']));
  expect(await model.predict({ a: [[1, 2]], b: [[3, 4]] })).toMatchObject({ data: Float32Array.of(4, 6) });
  const asked = model.predict({
    a: [[1, 2]],
    b: [
      [3, 4],
      [5, 6],
      [7, 8],
    ],
  });
  await expect(asked).rejects.toMatchObject({ name: 'ValueError' });
  await expect(asked).rejects.toThrow(/cardinality is ambiguous[\s\S]*1 places[\s\S]*'a' \[1, 2\], 'b' \[3, 2\]/);
});

test('a row that a table does not have is an IndexError', async () => {
  const table = tensor([[1], [2], [3]]);
  const rows = { name: 'rows', shape: [null], dtype: 'int32' } as const;
  const model = await loadPredictor(await exportFunction((at) => [ops.take(table, at!, 0)], [rows], ['y']));
  expect(await model.predict([2, 0])).toMatchObject({ data: Float32Array.of(3, 1) });
  const asked = model.predict([1, 3]);
  await expect(asked).rejects.toMatchObject({ name: 'IndexError' });
  await expect(asked).rejects.toThrow('index 3 is out of range for an axis of size 3');
});

test('files are exported models', async () => {
  await expect(loadPredictor('model.keras')).rejects.toThrow(/\*\.onnx[\s\S]*model.export/);
});

test('a model of an address is told of while it comes, and goes on where its connection broke', async () => {
  const whole = await line();
  const half = whole.length >> 1;
  const ranges: (string | undefined)[] = [];
  const server = createServer(({ headers: { range } }, response) => {
    ranges.push(range);
    const from = range ? half : 0;
    const size = {
      'content-length': whole.length - from,
      'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}`,
    };
    response.writeHead(range ? 206 : 200, { etag: '"one"', ...size });
    if (range) response.end(whole.subarray(half));
    else response.write(whole.subarray(0, half), () => setTimeout(() => response.destroy(), 20));
  }).listen(0);
  try {
    const told: (readonly [number, number | null])[] = [];
    const model = await loadPredictor(new URL(`http://localhost:${(server.address() as AddressInfo).port}/line.onnx`), {
      onProgress: (received, total) => told.push([received, total]),
    });
    expect((await model.predict([[1, 2]])).data).toEqual(Float32Array.of(1));
    await model.dispose();
    expect(ranges).toEqual([undefined, `bytes=${half}-`]);
    expect(told).toContainEqual([half, whole.length]);
    expect(told.at(-1)).toEqual([whole.length, whole.length]);
  } finally {
    server.close();
  }
});

test('bytes that are no model, or a part of one, are refused', async () => {
  const whole = await line();
  for (const bytes of [new Uint8Array(0), Uint8Array.of(1, 2, 3), whole.subarray(0, whole.length >> 1)]) {
    const loading = loadPredictor(bytes);
    await expect(loading).rejects.toMatchObject({ name: 'ValueError' });
    await expect(loading).rejects.toThrow(`no model of ONNX, or not a whole one.\n  Received: ${bytes.length} bytes`);
  }
});

test('options that there are not are refused', async () => {
  const loading = loadPredictor(await line(), { cach: true } as never);
  await expect(loading).rejects.toMatchObject({ name: 'TypeError', message: expect.stringContaining("'cach'") });
});

test.each([
  ['nothing', undefined, /Received: undefined/],
  ['null', null, /Received: null/],
  ['elements without a shape', { data: [1, 2] }, /\{ data, shape \}[\s\S]*Received: data/],
  ['bare elements', new Float32Array(2), /\{ data, shape \}[\s\S]*Received: Float32Array/],
  ['texts with a shape', { data: ['a', 'b'], shape: [1, 2] }, /'x' must be numbers[\s\S]*Received: string/],
])('%s is no input', async (_, input, message) => {
  const asked = (await loadPredictor(await line())).predict(input as never);
  await expect(asked).rejects.toMatchObject({ name: 'ValueError' });
  await expect(asked).rejects.toThrow(message);
});
