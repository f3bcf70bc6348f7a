import { type Tensor, tensor } from '@org/core';
import { Dense } from './core/dense.js';
import { interceptCalls } from './intercept-calls.js';
import { Layer } from './layer.js';

class Pair extends Layer {
  first = new Dense(2, { kernelInitializer: 'ones', name: 'first' });
  second = new Dense(1, { kernelInitializer: 'ones', name: 'second' });
  override call(x: Tensor) {
    return this.second(this.first(x));
  }
}

const x = tensor([[1, 2, 3]], null, 'float32');

describe('interceptCalls', () => {
  it('sees the calls of all layers, the inner ones first to end', async () => {
    const pair = new Pair();
    const seen: [string, number[][]][] = [];
    const outputs = new Map<string, Tensor>();
    interceptCalls(
      (layer, args, next) => {
        const output = next(...args) as Tensor;
        outputs.set(layer.name, output);
        return output;
      },
      () => pair(x),
    );
    for (const [name, output] of outputs) seen.push([name, (await output.array()) as number[][]]);
    expect(seen).toEqual([
      ['first', [[6, 6]]],
      ['second', [[12]]],
      [pair.name, [[12]]],
    ]);
  });

  it('replaces arguments and results, until its body ends', async () => {
    const pair = new Pair();
    const changed = interceptCalls(
      (layer, args, next) => (layer === pair.second ? next((args[0] as Tensor).mul(10)) : next(...args)),
      () => pair(x),
    );
    expect(await changed.array()).toEqual([[120]]);
    expect(await pair(x).array()).toEqual([[12]]);
  });

  it('does not see the calls by which a model is built', () => {
    class Building extends Pair {
      override build(): void {
        this.call(x);
      }
    }
    const calls: string[] = [];
    const model = new Building();
    interceptCalls(
      (layer, args, next) => {
        calls.push(layer === model ? 'model' : layer.name);
        return next(...args);
      },
      () => model(x),
    );
    expect(calls).toEqual(['model', 'first', 'second']);
  });

  it('stands outer functions around inner ones', async () => {
    const dense = new Dense(1, { kernelInitializer: 'ones' });
    const y = interceptCalls(
      (_, args, next) => (next(...args) as Tensor).mul(10),
      () =>
        interceptCalls(
          (_, args, next) => (next(...args) as Tensor).add(1),
          () => dense(x),
        ),
    );
    expect(await y.array()).toEqual([[70]]);
  });
});
