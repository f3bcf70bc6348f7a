import { type Tensor, tensor, Variable } from '@org/core';
import { CompiledFunction, countedLoop } from '@org/core/internal';
import { serializeKerasObject } from '@org/layers';
import { BinaryAccuracy, Mean, Metric, Sum } from './index.js';

class Range extends Metric {
  readonly lowest = new Sum();
  readonly extra = new Variable([0], { name: 'extra' });
  readonly seen = this.addWeight({ name: 'seen' });

  override updateState(values: Tensor): void {
    this.lowest.updateState(values.min());
    this.seen.assignAdd(1);
  }

  override result(): Tensor {
    return this.lowest.result().div(this.seen.value);
  }
}

describe('Metric', () => {
  it('updates and returns the result when called', async () => {
    const sum = new Sum();
    expect(await sum([1, 2]).item()).toBe(3);
    expect(await sum([1, 2], [0, 2]).item()).toBe(7);
  });

  it('tracks own variables, variables in fields and inner metrics', async () => {
    const metric = new Range();
    expect(metric.name).toBe('range');
    expect(metric.variables.map(({ path }) => path)).toEqual(['extra', 'range/seen', 'sum/total']);
    metric.updateState(tensor([3, 4]));
    metric.updateState(tensor([1, 4]));
    expect(await metric.result().item()).toBe(2);
    metric.resetState();
    expect(await metric.seen.value.item()).toBe(0);
  });

  it.each([Mean, Sum, BinaryAccuracy])('leaves the numbers of variables without a name alone: %s', (metric) => {
    const numberOf = () => Number(new Variable(0).name.split('_').at(1) ?? 0);
    const before = numberOf();
    new metric();
    expect(numberOf()).toBe(before + 1);
  });

  it('tracks what arrays and plain objects hold', () => {
    class Holder extends Metric {
      readonly spare = { a: [new Variable([0], { name: 'a' })], b: new Variable([0], { name: 'b' }) };
      readonly parts = [new Sum('one'), { two: new Sum('two') }];
    }
    const paths = new Holder().variables.map(({ path }) => path);
    expect(paths).toEqual(['a', 'b', 'one/total', 'two/total']);
  });

  it('updates inside a compiled loop', async () => {
    const metric = new Range();
    const steps = new CompiledFunction((values: Tensor) => {
      countedLoop(tensor(BigInt64Array.of(3n), []), (i) => metric.updateState(values.add(i.cast('float32'))));
      return metric.result();
    });
    expect(await (await steps.run([tensor([3, 4], null, 'float32')])).item()).toBe(4);
    expect(await metric.seen.value.item()).toBe(3);
  });

  it('has pure forms of its methods', async () => {
    const mean = new Mean();
    mean.updateState([8]);
    const state = mean.statelessUpdateState([tensor(0.5), tensor(1.5)], [1, 2], { sampleWeight: [1, 0] });
    expect(await Promise.all(state.map((each) => each.item()))).toEqual([1.5, 2.5]);
    expect(await mean.statelessResult([tensor(3), tensor(2)]).item()).toBe(1.5);
    expect(await Promise.all(mean.statelessResetState().map((each) => each.item()))).toEqual([0, 0]);
    expect(await mean.result().item()).toBe(8);
    expect(() => mean.statelessResult([tensor(3)])).toThrow(/another number of variables[\s\S]*2: mean\/total/);
  });

  it('says what a subclass lacks', () => {
    const metric = new Metric();
    expect(() => metric.updateState([1])).toThrow('Metric must define updateState().');
    expect(() => metric.result()).toThrow('Metric must define result().');
  });

  it('takes dtypes and policies', async () => {
    expect(new Mean('mean', 'mixed_float16').dtype).toBe('float16');
    const mean = new Mean({ dtype: 'float64' });
    mean.updateState([1, 2]);
    expect(mean.result().dtype).toBe('float64');
    expect(() => Object.assign(mean, { dtype: 'float16' })).toThrow(/only a getter/);
  });

  it('is written as Keras writes it', () => {
    expect(serializeKerasObject(new Mean('m'))).toEqual({
      module: 'keras.metrics',
      class_name: 'Mean',
      config: { name: 'm', dtype: 'float32' },
      registered_name: null,
    });
  });
});
