import { ops, type Tensor } from '@org/core';
import { Input, layers, Sequential } from '@org/models';
import { DataLoader, TensorDataset } from '../data/index.js';
import { infidelity, sensitivityMax } from '../metrics/index.js';
import { MSELoss } from '../nn/index.js';
import type { ExplainedModel } from './example-explainer.js';
import { InfluenceFunctions, NearestNeighbours, TracIn } from './examples.js';

const model = new Sequential([Input([3]), new layers.Dense(3)]) as unknown as ExplainedModel;
const x = ops.ones([4, 3]);
const loader = new DataLoader(new TensorDataset(x), { batchSize: 2 });

describe.each([
  ['a tensor', x, /a tensor of shape \[4,3\]/],
  ['a number', 3, /Received: number/],
  ['a list of numbers', [0, 1], /a batch that is no list of tensors/],
])('%s is no loader', (_, wrong, message) => {
  const refused = { name: 'TypeError', message: expect.stringMatching(message) };
  test.each([
    ['NearestNeighbours', () => new NearestNeighbours(model).attributeLoader(null, loader, wrong as never)],
    [
      'TracIn',
      () => new TracIn(model, new MSELoss()).attributeLoader(null, wrong as never, loader, { checkpoints: [[]] }),
    ],
    [
      'InfluenceFunctions',
      () => new InfluenceFunctions(model, new MSELoss()).attributeLoader(null, loader, loader, wrong as never),
    ],
  ])('of %s', async (_name, explain) => {
    await expect(explain()).rejects.toMatchObject(refused);
  });
});

test('a loader goes over a data set, and gives batches', async () => {
  for (const data of [[1, 2], 3])
    expect(() => new DataLoader(data as never)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  const empty = new DataLoader(new TensorDataset(ops.ones([0, 3])));
  const neighbours = new NearestNeighbours(model);
  await expect(neighbours.attributeLoader(null, loader, empty)).rejects.toThrow(/no batches/);
  const influence = new InfluenceFunctions(model, new MSELoss());
  await expect(influence.attributeLoader(null, loader, loader, loader, 0)).rejects.toThrow(/recursionDepth/);
});

test('metrics take functions', async () => {
  const refused = (message: RegExp) => ({ name: 'TypeError', message: expect.stringMatching(message) });
  await expect(sensitivityMax(3 as never, x)).rejects.toMatchObject(refused(/explanation must be a function/));
  const sum = (v: Tensor) => ops.sum(v, 1);
  await expect(infidelity(sum, 3 as never, x, x)).rejects.toMatchObject(refused(/A function of tensors is needed/));
});
