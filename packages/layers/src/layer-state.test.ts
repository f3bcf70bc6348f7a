import { nameScope, ops, PythonTypeError, random, StatelessScope, type Tensor, tensor, Variable } from '@org/core';
import { Callable } from '@org/core/internal';
import { Dense } from './core/dense.js';
import { Layer } from './layer.js';
import { flattenLayers } from './layer-tree.js';
import { BatchNormalization } from './normalization/batch-normalization.js';

class Pair extends Layer {
  readonly first = new Dense(2, { name: 'first' });
  readonly second = new Dense(1, { name: 'second' });
  readonly noise = new random.SeedGenerator(1);

  override call(x: Tensor): Tensor {
    return this.second(this.first(x));
  }
}

const built = (): Pair => {
  const layer = new Pair({ name: 'pair' });
  layer(tensor([[1, 2, 3]], null, 'float32'));
  return layer;
};

describe('sub-layers', () => {
  it('are listed outermost first, the layer itself in front if asked for', () => {
    class Outer extends Layer {
      readonly pair = new Pair();
      readonly same = this.pair;
    }
    const outer = new Outer();
    const { pair } = outer;
    expect(flattenLayers(outer)).toEqual([outer, pair, pair.first, pair.second]);
    expect(flattenLayers(outer, { includeSelf: false, recursive: false })).toEqual([pair]);
  });
});

describe('variables', () => {
  it('are the weights, and the states of random generators, which are not saved', () => {
    const layer = built();
    expect(layer.weights).toHaveLength(4);
    expect(layer.variables).toHaveLength(5);
    expect(layer.variables).toContain(layer.noise.state);
    expect(layer.countParams()).toBe(2 * 3 + 2 + 2 + 1);
  });

  it('are divided into trainable ones and others', () => {
    const layer = new BatchNormalization();
    layer.build([null, 3]);
    expect(layer.trainableVariables.map(({ name }) => name)).toEqual(['gamma', 'beta']);
    expect(layer.nonTrainableWeights.map(({ name }) => name)).toEqual(['moving_mean', 'moving_variance']);
    layer.trainable = false;
    expect([layer.trainableWeights, layer.nonTrainableVariables.length]).toEqual([[], 4]);
  });

  it('that a layer gets when it is frozen already are frozen', () => {
    const layer = new Pair({ trainable: false });
    Object.assign(layer, { later: new Variable([1], { name: 'later' }) });
    expect(layer.trainableVariables).toEqual([]);
    layer.trainable = true;
    expect(layer.trainableVariables.map(({ name }) => name)).toContain('later');
  });

  it('cannot be counted before they are made', () => {
    expect(() => new Pair({ name: 'pair' }).countParams()).toThrow(/built layer, and "pair" is not[\s\S]*Hint/);
  });
});

describe('metrics', () => {
  it('are those of the layer and of its sub-layers, with variables of their own', () => {
    class Count extends Callable {
      readonly name = 'count';
      readonly variables = [new Variable(0, { name: 'total' })];
      updateState() {}
      resetState() {}
      override invoke() {}
    }
    class Counted extends Layer {
      readonly counts: readonly Count[];
      readonly inner: Counted | null;
      constructor(inner: Counted | null = null) {
        super();
        this.counts = [new Count()];
        this.inner = inner;
      }
    }
    const inner = new Counted();
    const layer = new Counted(inner);
    expect(layer.metrics).toEqual([...layer.counts, ...inner.counts]);
    expect(layer.metricsVariables).toEqual(layer.metrics.flatMap(({ variables }) => variables));
    expect(layer.variables).toEqual([]);
  });
});

describe('settings', () => {
  it('trainable is a boolean', () => {
    expect(() => new Dense(2, { trainable: 'yes' as never })).toThrow(/trainable.*[\s\S]*boolean/);
  });

  it('the dtype policy may be set by name', () => {
    const layer = new Dense(2);
    layer.dtypePolicy = 'mixed_bfloat16';
    expect([layer.dtypePolicy.name, layer.computeDtype]).toEqual(['mixed_bfloat16', 'bfloat16']);
  });
});

describe('addWeight', () => {
  it('in a constructor names the layer in the path', () => {
    class Early extends Layer {
      readonly scale = this.addWeight({ shape: [1], name: 'scale' });
    }
    expect(new Early({ name: 'early' }).scale.path).toBe('early/scale');
  });

  it('after the build keeps to the path of the layer', () => {
    const layer = nameScope('model', () => {
      const dense = new Dense(2, { name: 'dense' });
      dense.build([null, 3]);
      return dense;
    });
    layer.enableLora(1);
    expect(layer.loraKernelA!.path).toBe('model/dense/lora_kernel_a');
  });

  it('is refused once the layer is built', () => {
    class Late extends Layer {
      override call(x: Tensor) {
        return x.mul(this.addWeight({ shape: [] }));
      }
    }
    expect(() => new Late()(tensor([1]))).toThrow(/is built already/);
  });

  it('numbers weights without names', () => {
    class Unnamed extends Layer {}
    const layer = new Unnamed();
    const [first, second] = [layer.addWeight([1]), layer.addWeight([1])];
    expect(second.name).not.toBe(first.name);
  });

  it('refuses a name in the place of the shape', () => {
    class Any extends Layer {}
    expect(() => new Any().addWeight('scale' as never)).toThrow(/by keyword/);
  });

  it('has an older form', () => {
    const layer = new Layer();
    const scale = layer.addVariable([2], 'ones', { name: 'scale' });
    expect(layer.weights).toEqual([scale]);
    // @ts-expect-error the initializer is required
    expect(() => layer.addVariable([2])).toThrow(/missing 1 required argument: initializer/);
  });

  it('needs to know the shape', () => {
    const shape = [3, null] as unknown as number[];
    expect(() => new Layer().addWeight({ shape, name: 'kernel' })).toThrow(/"kernel" is not known[\s\S]*fixed size/);
  });

  it('starts integers with zeros', async () => {
    expect(await new Layer().addWeight({ shape: [2], dtype: 'int32' }).array()).toEqual([0, 0]);
  });
});

describe('losses', () => {
  it('go to a stateless scope that collects them', () => {
    const layer = built();
    const scope = new StatelessScope({ collectLosses: true });
    layer.addLoss(tensor(1));
    scope[Symbol.dispose]();
    expect([scope.losses.length, layer.losses.length]).toEqual([1, 0]);
  });

  it('are tensors', () => {
    expect(() => new Layer().addLoss([1 as never])).toThrow(/addLoss\(\) takes tensors[\s\S]*Received: 1/);
    const layer = new Layer();
    layer.addLoss([ops.sum([1, 2]), ops.sum([3])]);
    expect(layer.losses).toHaveLength(2);
  });
});

describe('weights as values', () => {
  it('must be as many as there are', () => {
    const layer = built();
    expect(() => layer.setWeights([])).toThrow(/"pair" got the wrong number[\s\S]*Expected: 4[\s\S]*Received: 0/);
  });

  it.each([[null], [true], [{}], [4], ['ab']])('are a list, and not %p', (values) => {
    const layer = new Dense(1);
    layer.build([null, 2]);
    expect(() => layer.setWeights(values as never)).toThrow(PythonTypeError);
  });

  it('are no promise', async () => {
    const layer = new Dense(1);
    layer.build([null, 2]);
    expect(() => layer.setWeights(layer.getWeights() as never)).toThrow('it is a promise: await it first');
  });

  it('stay as they were when one does not fit', async () => {
    const layer = built();
    const before = await layer.getWeights();
    expect(() => layer.setWeights([ops.zeros([3, 2]), ops.zeros([2]), ops.zeros([2, 1]), ops.zeros([9])])).toThrow();
    const after = await layer.getWeights();
    expect(await after[0]!.array()).toEqual(await before[0]!.array());
  });

  it('are stored under numbers, those of the layer alone', async () => {
    const { first } = built();
    const store: Record<string, Tensor> = {};
    first.saveOwnVariables(store);
    expect(Object.entries(store).map(([key, { shape }]) => [key, shape])).toEqual([
      ['0', [3, 2]],
      ['1', [2]],
    ]);
    first.loadOwnVariables({ 0: ops.ones([3, 2]), 1: [5, 6] });
    expect(await first.bias!.array()).toEqual([5, 6]);
  });

  it('of another number are refused, with the likely reason', () => {
    const unbuilt = new Dense(2, { name: 'dense' });
    expect(() => unbuilt.loadOwnVariables({ 0: [1] })).toThrow(/"dense" expected 0 variables[\s\S]*not built/);
    expect(() => built().first.loadOwnVariables({ 0: [1] })).toThrow(/expected 2 variables, but the file has 1/);
  });
});
