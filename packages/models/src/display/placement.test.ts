import { Input, layers, Sequential } from '../index.js';

test('placement is told of models whose input shape is known', async () => {
  await expect(new Sequential([new layers.Dense(3)]).placement()).rejects.toMatchObject({
    name: 'ValueError',
    message: expect.stringMatching(/^The input shape of "sequential\w*" is not known/),
  });
  const model = new Sequential([Input([4]), new layers.Dense(3)]);
  expect((await model.placement({ batchSize: 2 })).map(({ op, device }) => [op, device])).toContainEqual([
    'matmul',
    'cpu',
  ]);
  for (const batchSize of ['webgpu', 0, 1.5])
    await expect(model.placement(batchSize as number)).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringContaining('`batchSize`'),
    });
});
