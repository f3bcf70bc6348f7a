import { AttributeError, nameScope, type Tensor, tensor, Variable } from '@org/core';
import { Adam, LossScaleOptimizer, MultiOptimizer, OptimizerMap, SGD } from './index.js';

const gradient = (...values: number[]): Tensor => tensor(values, null, 'float32');
const weight = (layer: string): Variable =>
  nameScope(layer, () => new Variable([1], { name: 'kernel', dtype: 'float32' }));

describe('OptimizerMap', () => {
  it('finds optimizers by path, then by pattern, then the default', () => {
    const [sgd, adam, other] = [new SGD(), new Adam(), new SGD()];
    const map = new OptimizerMap(sgd, { 'encoder/.*': adam });
    map.set('encoder/kernel', other);
    expect(map.get('encoder/kernel')).toBe(other);
    expect(map.get('encoder/bias')).toBe(adam);
    expect(map.get('my/encoder/bias')).toBe(sgd);
    expect(map(weight('decoder'))).toBe(sgd);
    expect([...map]).toEqual(['encoder/.*', 'encoder/kernel']);
    expect([...map.items()].map(([, optimizer]) => optimizer)).toEqual([adam, other]);
    expect([map.has('encoder/.*'), map.has('encoder/bias')]).toEqual([true, false]);
    expect(map.delete('encoder/kernel')).toBe(true);
    expect(map.size).toBe(1);
  });

  it('refuses what would be ambiguous', () => {
    const map = new OptimizerMap(new SGD(), { 'a.*': new SGD(), '.*b': new SGD() });
    expect(() => map.get('ab')).toThrow(/Multiple optimizers/);
    expect(() => map.set('a.*', new SGD())).toThrow(/already/);
    expect(() => map.set('c', new LossScaleOptimizer(new SGD()))).toThrow(/of its own/);
    expect(() => new OptimizerMap('sgd' as unknown as SGD)).toThrow(/must be an Optimizer/);
  });
});

describe('MultiOptimizer', () => {
  const make = () =>
    new MultiOptimizer(new OptimizerMap(new SGD(1), { 'encoder/.*': new SGD(0.5) }), { name: 'multi' });

  it('leaves each variable to its optimizer', async () => {
    const optimizer = make();
    const [encoder, decoder] = [weight('encoder'), weight('decoder')];
    optimizer.apply([gradient(1), gradient(1)], [encoder, decoder]);
    expect([await encoder.array(), await decoder.array()]).toEqual([[0.5], [0]]);
    expect(await optimizer.iterations.value.item()).toBe(1);
    expect(optimizer.optimizers).toHaveLength(2);
    expect(optimizer.variables.map(({ name }) => name)).toEqual([
      ...['iteration', 'learning_rate'],
      ...['iteration', 'learning_rate'],
      ...['iteration', 'learning_rate'],
    ]);
  });

  it('is built once', () => {
    const optimizer = make();
    const variables = [weight('encoder'), weight('decoder')];
    for (const each of [optimizer, new LossScaleOptimizer(optimizer)]) {
      each.build(variables);
      const built = each.variables;
      each.build(variables);
      expect(each.variables).toEqual(built);
    }
  });

  it('takes a function for the map', async () => {
    const [a, b] = [new SGD(1), new SGD(0.5)];
    const optimizer = new MultiOptimizer((variable: Variable) => (variable.path.startsWith('encoder') ? b : a));
    const [encoder, decoder] = [weight('encoder'), weight('decoder')];
    optimizer.apply([gradient(1), gradient(1)], [encoder, decoder]);
    expect([await encoder.array(), await decoder.array()]).toEqual([[0.5], [0]]);
  });

  it('has no learning rate, but a loss scale for all', () => {
    const optimizer = make();
    expect(() => optimizer.learningRate).toThrow(AttributeError);
    expect(() => {
      optimizer.learningRate = 0.1;
    }).toThrow(AttributeError);
    optimizer.lossScaleFactor = 8;
    expect(optimizer.optimizers.map(({ lossScaleFactor }) => lossScaleFactor)).toEqual([8, 8]);
  });

  it('is made again from its config', () => {
    const config = make().getConfig();
    expect(MultiOptimizer.fromConfig(config).getConfig()).toEqual(config);
  });
});
