import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { loadModel } from './load-model.js';

interface Python {
  readonly rows: Record<string, number[][]>;
  readonly out: number[][];
}

const fixture = (name: string): string => join(__dirname, 'fixtures', name);

test('a model of layers that prepare numbers is read from Python, and from what is written of it', async () => {
  const { rows, out } = JSON.parse(readFileSync(fixture('preprocessing.json'), 'utf8')) as Python;
  const folder = await mkdtemp(join(tmpdir(), 'preprocessing-'));
  const copy = join(folder, 'copy.keras');
  try {
    const model = await loadModel(fixture('preprocessing.keras'));
    await model.save(copy);
    for (const each of [model, await loadModel(copy)]) {
      const result = (await each.predict(rows, { verbose: 0 })) as Tensor;
      expect(result.shape).toEqual([out.length, out[0]!.length]);
      expectClose(await result.data(), out.flat(), { rtol: 1e-5, atol: 1e-6, label: 'outputs' });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
