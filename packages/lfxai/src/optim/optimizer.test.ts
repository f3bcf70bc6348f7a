import { join } from 'node:path';
import { ops, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { Linear, type StateDict } from '../nn/index.js';
import { load, save } from '../torch-files/index.js';
import { Adam, type Optimizer, type OptimizerState, SGD } from './index.js';

/** What torch saved after two steps, and its weights after two more (goldens/make_training.py). */
interface Saved {
  model: StateDict;
  optimizer: OptimizerState;
  after: StateDict;
}

const OPTIMIZERS: [string, (layer: Linear) => Optimizer][] = [
  ['adam', (layer) => new Adam(layer.parameters(), { lr: 0.1, weightDecay: 0.01 })],
  ['sgd', (layer) => new SGD(layer.parameters(), { lr: 0.5, momentum: 0.9, nesterov: true })],
];

describe.each(OPTIMIZERS)('the state of %s', (kind, make) => {
  const x = tensor([
    [1, 2],
    [3, -1],
  ]);
  const steps = (layer: Linear, optimizer: Optimizer) => {
    for (let i = 0; i < 2; i++) optimizer.minimize(ops.mean(ops.square(layer(x))));
  };

  it('of torch is gone on with, and written as torch reads it', async () => {
    const {
      model,
      optimizer: state,
      after,
    } = await load<Saved>(join(__dirname, `../torch-files/fixtures/optimizer_${kind}.pt`));
    const layer = new Linear(2, 1);
    layer.loadStateDict(model);
    const optimizer = make(layer);
    await optimizer.loadStateDict(state);
    const written = await save({ model: layer.stateDict(), optimizer: optimizer.stateDict() });
    steps(layer, optimizer);
    for (const [name, value] of Object.entries(after))
      expectClose(await layer.stateDict()[name]!.data(), await value.data(), { rtol: 1e-5 });
    const again = new Linear(2, 1);
    const saved = await load<Saved>(written);
    again.loadStateDict(saved.model);
    const other = make(again);
    await other.loadStateDict(saved.optimizer);
    steps(again, other);
    expect(await again.stateDict().weight!.array()).toEqual(await layer.stateDict().weight!.array());
  });

  it('before the first step is empty, and that of other parameters is refused', async () => {
    const optimizer = make(new Linear(2, 1));
    expect((optimizer.stateDict().state as Map<number, unknown>).size).toBe(0);
    const layer = new Linear(3, 1);
    const larger = make(layer);
    larger.minimize(ops.sum(layer(ops.ones([1, 3]))));
    await expect(optimizer.loadStateDict(larger.stateDict())).rejects.toThrow(/another shape/);
  });
});
