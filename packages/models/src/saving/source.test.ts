import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '../index.js';

const { Input, layers, saving, Sequential } = keras;
const model = new Sequential([Input([2]), new layers.Dense(3)]);

let folder: string;
let server: Server;
let bytes: Uint8Array;
let weights: Uint8Array;

const answers: Record<string, (response: ServerResponse) => void> = {
  '/model.keras': (response) => response.end(bytes),
  '/model.keras?version=2': (response) => response.end(bytes),
  '/models/7': (response) => response.end(bytes),
  '/w.weights.h5': (response) => response.end(weights),
  '/page.keras': (response) => response.end('<!doctype html><title>A page</title>'),
  '/cut.keras': (response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 100));
    setTimeout(() => response.destroy(), 20);
  },
  // Its connections break after 10,000 bytes each.
  '/slow.keras': (response) => {
    const [, from = '0'] = /^bytes=(\d+)-$/.exec(response.req.headers.range ?? '') ?? [];
    const isGoneOnWith = response.req.headers['if-range'] === '"one"';
    const start = isGoneOnWith ? Number(from) : 0;
    response.writeHead(isGoneOnWith ? 206 : 200, {
      etag: '"one"',
      'content-length': bytes.length - start,
      'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    });
    response.write(bytes.subarray(start, start + 10_000));
    if (start + 10_000 >= bytes.length) response.end();
    else setTimeout(() => response.destroy(), 20);
  },
};
/** The ranges that were asked for. */
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-'));
  await model.save(join(folder, 'model.keras'));
  await model.saveWeights(join(folder, 'w.weights.h5'));
  [bytes, weights] = ['model.keras', 'w.weights.h5'].map((name) => readFileSync(join(folder, name))) as [
    Buffer,
    Buffer,
  ];
  server = createServer((request, response) => {
    asked.push(request.headers.range ?? 'all');
    const answer = answers[request.url!];
    if (answer) answer(response);
    else response.writeHead(404, 'Not Found').end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const address = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
const kernelOf = async (each: keras.Model) => (await each.getWeights())[0]!.array();

describe('a model', () => {
  test.each(['/model.keras', '/model.keras?version=2', '/models/7'])('is read from %s on a server', async (path) => {
    const [expected, byText, byUrl] = [
      model,
      await saving.loadModel(address(path)),
      await saving.loadModel(new URL(address(path))),
    ];
    expect(await kernelOf(byText)).toEqual(await kernelOf(expected));
    expect(await kernelOf(byUrl)).toEqual(await kernelOf(expected));
  });

  test('is read from a Blob, such as the file that somebody chose', async () => {
    for (const blob of [new Blob([new Uint8Array(bytes)]), await saving.modelToBlob(model)])
      expect(await kernelOf(await saving.loadModel(blob))).toEqual(await kernelOf(model));
  });

  test('goes on where a connection broke, and tells how far it is', async () => {
    asked.length = 0;
    const progress: [number, number | null][] = [];
    const loaded = await saving.loadModel(address('/slow.keras'), { onProgress: (...at) => progress.push(at) });
    expect(await kernelOf(loaded)).toEqual(await kernelOf(model));
    expect(asked[0]).toBe('all');
    expect(asked.length).toBe(Math.ceil(bytes.length / 10_000));
    expect(asked[1]).toBe('bytes=10000-');
    expect(progress.at(-1)).toEqual([bytes.length, bytes.length]);
    expect(progress.map(([received]) => received)).toEqual([...progress.map(([at]) => at)].sort((a, b) => a - b));
  });

  test('is kept in pages alone', async () => {
    const loading = saving.loadModel(address('/model.keras'), { cache: true });
    await expect(loading).rejects.toThrow(/keras.utils.getFile/);
  });

  test('that is not there, not whole, or nowhere, says so', async () => {
    const failing: [string, RegExp][] = [
      ['/other.keras', /Can't download '.*other.keras'[\s\S]*404 Not Found/],
      ['/cut.keras', /Can't download '.*cut.keras'/],
      ['/page.keras', /no such file as .*page.keras[\s\S]*a page of HTML/],
    ];
    for (const [path, message] of failing) {
      const loading = saving.loadModel(address(path));
      await expect(loading).rejects.toMatchObject({ name: 'OSError' });
      await expect(loading).rejects.toThrow(message);
    }
    const nowhere = saving.loadModel('http://127.0.0.1:1/model.keras');
    await expect(nowhere).rejects.toMatchObject({ name: 'OSError', message: expect.stringMatching(/failed \(.+\)/) });
  });

  test('stops by what is thrown while it tells how far it is', async () => {
    const stop = new Error('stopped by its user');
    const onProgress = () => {
      throw stop;
    };
    await expect(saving.loadModel(address('/slow.keras'), { onProgress })).rejects.toBe(stop);
    const loading = saving.loadModel(address('/model.keras'), { onProgress: 3 as never });
    await expect(loading).rejects.toMatchObject({ name: 'TypeError', message: expect.stringContaining('onProgress') });
  });
});

test('weights are read from a server and from Blobs of either kind', async () => {
  const sources = [
    address('/w.weights.h5'),
    address('/model.keras'),
    new Blob([new Uint8Array(weights)]),
    new Blob([new Uint8Array(bytes)]),
  ];
  for (const source of sources) {
    const other = new Sequential([Input([2]), new layers.Dense(3)]);
    await other.loadWeights(source);
    expect(await kernelOf(other)).toEqual(await kernelOf(model));
  }
});
