import { grad, jit, ops, type Tensor, tensor } from '@org/core';
import { topologicalOrder, traceFunction } from '@org/core/internal';
import { expectClose } from '@org/testing';
import { Dense, Dropout, Layer, RematScope } from './index.js';

const x = tensor([
  [0.5, -1],
  [2, 1],
]);

/** Makes something in a scope of these options. */
function inScope<T>(options: ConstructorParameters<typeof RematScope>[0], make: () => T): T {
  using _scope = new RematScope(options as never);
  return make();
}

/** How many calls in the graph of `layer` are computed again for their gradient. */
function countAgain(layer: Layer, inputs = x): number {
  layer(inputs);
  const { outputs } = traceFunction((given: Tensor) => layer<unknown>(given), [inputs]).body;
  return topologicalOrder(outputs).filter(({ primitive }) => primitive.name === 'remat').length;
}

class Waves extends Layer {
  override call(inputs: Tensor): Tensor {
    return inputs.sin().exp().sin();
  }
}

describe('RematScope', () => {
  it('changes neither values nor gradients', async () => {
    const plain = new Waves();
    const again = inScope({}, () => new Waves());
    expect([countAgain(plain), countAgain(again)]).toEqual([0, 1]);
    for (const transform of [(f: (v: Tensor) => Tensor) => f, jit]) {
      const gradient = (layer: Layer) =>
        transform(grad((v: Tensor) => layer(v).sum()) as (v: Tensor) => Tensor)(x).data();
      expectClose(await gradient(again), await gradient(plain));
    }
    expect(await again(x).array()).toEqual(await plain(x).array());
  });

  it('is for activations, large outputs, or names, and ends with its block', () => {
    const dense = (name?: string) => new Dense(4, { activation: 'relu', name });
    const activations = inScope({ mode: 'activations' }, dense);
    const { activation } = activations;
    expect(countAgain(activations)).toBe(1);
    expect(activations.activation).toBe(activation);
    expect(countAgain(inScope({ mode: 'larger_than', outputSizeThreshold: 7 }, dense))).toBe(1);
    expect(countAgain(inScope({ mode: 'larger_than', outputSizeThreshold: 8 }, dense))).toBe(0);
    const listed = { mode: 'list_of_layers', layerNames: ['first'] } as const;
    expect(countAgain(inScope(listed, () => dense('first')))).toBe(1);
    expect(countAgain(inScope(listed, () => dense('second')))).toBe(0);
    const nested = () => inScope({ mode: null }, dense);
    expect(countAgain(inScope('full' as never, nested))).toBe(0);
    expect(countAgain(dense())).toBe(0);
    expect(() => new RematScope('some' as never)).toThrow(/Invalid mode 'some'/);
    expect(countAgain(dense())).toBe(0);
  });

  it('keeps losses, masks, states and arguments that are no tensors', async () => {
    class Inner extends Layer {
      readonly dense = new Dense(2, { activityRegularizer: 'l2', kernelInitializer: 'ones' });
      readonly dropout = new Dropout(0.5, { seed: 7 });
      override supportsMasking = true;
      override call(inputs: Tensor, { training = false, times = 1 } = {}): Tensor {
        this.addLoss(inputs.sum());
        return this.dropout(this.dense(inputs), { training }).mul(times);
      }
    }
    const run = async (layer: Inner) => {
      const outputs = layer(x, { training: true, times: 3 });
      const next = layer(x, { training: true });
      return Promise.all([outputs, next, ...layer.losses].map((each) => each.array()));
    };
    expect(await run(inScope({}, () => new Inner()))).toEqual(await run(new Inner()));
  });

  it('says which call stands in place of that of a layer', async () => {
    const call = (inputs: Tensor) => ops.square(inputs);
    expect(new Waves().rematerializedCall(call as never)).toBe(call);
    const again = inScope({}, () => new Waves()).rematerializedCall(call as never);
    expect(await (again(tensor([3])) as Tensor).array()).toEqual([9]);
  });
});
