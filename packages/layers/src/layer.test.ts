import {
  gradients,
  jit,
  KerasTensor,
  nameScope,
  ops,
  type SymbolicShape,
  type Tensor,
  tensor,
  Variable,
} from '@org/core';
import { getKerasMask, inboundNodesOf, setKerasMask } from '@org/core/internal';
import { Dense } from './core/dense.js';
import { Layer } from './layer.js';
import { flattenLayers } from './layer-tree.js';
import { BatchNormalization } from './normalization/batch-normalization.js';
import { Dropout } from './regularization/dropout.js';

class Scale extends Layer {
  declare factor: Variable;
  override build(_inputShape: SymbolicShape) {
    this.factor = this.addWeight({ name: 'factor', shape: [], initializer: 'ones', regularizer: 'l2' });
  }
  override call(x: Tensor) {
    return x.mul(this.factor);
  }
}

class Encoder extends Layer {
  readonly hidden = new Dense(3, { name: 'hidden' });
  readonly others = { norm: new BatchNormalization({ name: 'norm' }), list: [new Dense(2, { name: 'out' })] };
  readonly dropout = new Dropout(0.5);
  readonly counter = new Variable(0, { name: 'counter', dtype: 'float32', trainable: false });

  override call(x: Tensor, { training = false }: { training?: boolean } = {}) {
    this.addLoss(ops.sum(x));
    return this.others.list[0]!(this.others.norm(this.dropout(this.hidden(x), { training })));
  }
}

describe('a subclass', () => {
  it('makes its weights at the first call, for the shape of its input', async () => {
    const layer = new Scale({ name: 'scale' });
    expect([layer.built, layer.weights]).toEqual([false, []]);
    expect(await layer([1, 2]).array()).toEqual([1, 2]);
    expect([layer.built, layer.path, layer.factor.path]).toEqual([true, 'scale', 'scale/factor']);
    expect(layer.getBuildConfig()).toEqual({ input_shape: [2] });
  });

  it('may be built by hand', () => {
    const layer = new Scale();
    layer.build([null, 2]);
    expect([layer.built, layer.weights.length]).toEqual([true, 1]);
    (layer as Layer).build({ inputShape: [null, 2] });
    layer(tensor([[1, 2]]));
    expect(layer.weights.length).toBe(1);
  });

  it('is an object that is called, and the instance of its classes', () => {
    const layer = new Scale();
    expect(typeof layer).toBe('function');
    expect(layer).toBeInstanceOf(Scale);
    expect(layer).toBeInstanceOf(Layer);
    expect(String(layer)).toContain('Scale');
  });

  it('says where an error happened', () => {
    class Broken extends Layer {
      inner = new Dense(2, { name: 'inner' });
      override call(x: Tensor) {
        return this.inner(x).add(tensor([1, 2, 3]));
      }
    }
    expect(() => new Broken({ name: 'broken' })(tensor([[1]]))).toThrow('In: broken (Broken)');
    expect(() => new Broken({ name: 'broken' })(tensor([1]))).toThrow('In: broken (Broken) → inner (Dense)');
    expect(() => new Layer()(tensor([1]))).toThrow('no call method');
    expect(() => new Layer({ name: 3 as never })).toThrow('name');
  });

  it('lists what its fields hold, own weights first, trained ones before the others', () => {
    const layer = new Encoder({ name: 'encoder' });
    layer.build([null, 4]);
    expect(layer.weights.map(({ path }) => path)).toEqual([
      'counter',
      'encoder/hidden/kernel',
      'encoder/hidden/bias',
      'encoder/norm/gamma',
      'encoder/norm/beta',
      'encoder/norm/moving_mean',
      'encoder/norm/moving_variance',
      'encoder/out/kernel',
      'encoder/out/bias',
    ]);
    expect(layer.trainableWeights.length).toBe(6);
    expect(layer.nonTrainableWeights.length).toBe(3);
    expect(layer.variables.length).toBe(10);
    expect(layer.countParams()).toBe(1 + 12 + 3 + 12 + 8);
    expect(flattenLayers(layer).map(({ name }) => name)).toEqual([
      'encoder',
      'hidden',
      'norm',
      'out',
      layer.dropout.name,
    ]);
  });
});

describe('trainable', () => {
  it('freezes sub-layers and keeps the order of weights', () => {
    const layer = new Encoder();
    layer.build([null, 4]);
    const before = layer.weights;
    layer.trainable = false;
    expect([layer.trainableVariables, layer.hidden.trainableWeights]).toEqual([[], []]);
    expect(layer.weights).toEqual(before);
    layer.trainable = true;
    expect(layer.trainableWeights.length).toBe(6);
    layer.hidden.trainable = false;
    expect(layer.trainableWeights.map(({ name }) => name)).toEqual(['gamma', 'beta', 'kernel', 'bias']);
  });

  it('of the constructor holds for weights made later', () => {
    const layer = new Dense(2, { trainable: false });
    layer.build([null, 2]);
    expect([layer.trainableWeights.length, layer.nonTrainableWeights.length]).toEqual([0, 2]);
  });
});

describe('calls', () => {
  it('pass the training flag on to layers inside, until one says otherwise', async () => {
    const seen: (boolean | undefined)[] = [];
    class Inner extends Layer {
      override call(x: Tensor, { training }: { training?: boolean } = {}) {
        seen.push(training);
        return x;
      }
    }
    class Outer extends Layer {
      inner = new Inner();
      override call(x: Tensor) {
        return this.inner(this.inner(this.inner(x), { training: false }));
      }
    }
    const outer = new Outer();
    outer(tensor([1]), { training: true });
    outer(tensor([1]));
    expect(seen).toEqual([true, false, true, undefined, false, undefined]);
  });

  it('take masks from their inputs', () => {
    const given: unknown[] = [];
    class Masked extends Layer {
      override supportsMasking = true;
      override call(x: Tensor, { mask = null }: { mask?: Tensor | null } = {}) {
        given.push(mask);
        return x.mul(2);
      }
    }
    const [x, mask] = [tensor([[1, 2]]), tensor([[true, false]])];
    setKerasMask(x, mask);
    const y = new Masked()(x);
    expect(given[0]).toBe(mask);
    expect(getKerasMask(y)).toBe(mask);
  });

  it('that define computeMask support masking, unless they say otherwise', async () => {
    class EverySecond extends Layer {
      override call(x: Tensor) {
        return x.at(':', '::2');
      }
      override computeMask(_: Tensor, mask: Tensor | null) {
        return mask?.at(':', '::2');
      }
    }
    class FromValues extends Layer {
      override call(x: Tensor) {
        return x.mul(2);
      }
      override computeMask(x: Tensor) {
        return x.greater(0);
      }
    }
    class Inherits extends FromValues {}
    class Refuses extends FromValues {
      override supportsMasking = false;
    }
    const maskOf = async (layer: Layer, x: Tensor) => (await getKerasMask(layer(x))?.array()) ?? null;
    expect(await maskOf(new FromValues(), tensor([1, -1]))).toEqual([true, false]);
    expect(await maskOf(new Inherits(), tensor([1, -1]))).toEqual([true, false]);
    expect(await maskOf(new Refuses(), tensor([1, -1]))).toBeNull();
    expect(new Layer().supportsMasking).toBe(false);
    const x = tensor([[1, 2, 3]]);
    expect(await maskOf(new EverySecond(), x)).toBeNull();
    setKerasMask(x, tensor([[true, false, false]]));
    expect(await maskOf(new EverySecond(), x)).toEqual([[true, false]]);
  });

  it('keep the masks that call gives its outputs, and then compute none', () => {
    const mask = tensor([true]);
    class Own extends Layer {
      override call(x: Tensor) {
        const y = x.mul(2);
        setKerasMask(y, mask);
        return y;
      }
      override computeMask(): never {
        throw new Error('not asked for');
      }
    }
    expect(getKerasMask(new Own()(tensor([1])))).toBe(mask);
  });

  it('give each of several arguments its mask', () => {
    class Join extends Layer {
      static override callParameters = ['x', 'y', '*', 'xMask', 'yMask'];
      seen: unknown[] = [];
      override call(x: Tensor, y: Tensor, { xMask = null, yMask = null }: { xMask?: unknown; yMask?: unknown } = {}) {
        this.seen = [xMask, yMask];
        return x.add(y);
      }
    }
    const [x, y, mask] = [tensor([1]), tensor([2]), tensor([true])];
    setKerasMask(x, mask);
    const layer = new Join();
    layer(x, y);
    expect([layer.seen[0] === mask, layer.seen[1]]).toEqual([true, null]);
  });

  it('take arguments by name, and keywords by position', async () => {
    class Affine extends Layer {
      static override callParameters = ['x', 'y', '*', 'scale', 'offset'];
      override call(
        x: Tensor,
        y: Tensor,
        { scale = null, offset = 0 }: { scale?: Tensor | null; offset?: number } = {},
      ) {
        return x
          .add(y)
          .mul(scale ?? 1)
          .add(offset);
      }
    }
    const [x, y, scale] = [tensor([1]), tensor([2]), tensor([2])];
    const layer = new Affine();
    for (const result of [
      layer(x, { y, offset: 5, scale }),
      layer({ y, x, scale, offset: 5 }),
      layer(x, y, scale, { offset: 5 }),
    ])
      expect(await result.array()).toEqual([11]);
    expect(() => layer(x, y, scale, 5 as never)).toThrow(/Only tensors .*offset/);
  });

  it('give build the shapes that its parameters name', () => {
    class Named extends Layer {
      static override callParameters = ['x', 'y', 'z'];
      static override buildParameters = ['xShape', 'zShape'];
      seen: unknown;
      override build(xShape: SymbolicShape, zShape: SymbolicShape) {
        this.seen = { xShape, zShape };
      }
      override call(x: Tensor, y: Tensor, z: Tensor) {
        return x.add(y).add(z);
      }
    }
    const layer = new Named();
    layer(tensor([1]), tensor([[1]]), tensor([[[1, 2]]]));
    expect(layer.seen).toEqual({ xShape: [1], zShape: [1, 1, 2] });
    const byName = new Named();
    (byName as Layer).build({ zShape: [1, 1, 2], xShape: [1] });
    expect(byName.seen).toEqual(layer.seen);
    expect(layer.getBuildConfig()).toEqual({ shapes_dict: { x_shape: [1], z_shape: [1, 1, 2] } });
    const copy = new Named();
    copy.buildFromConfig(layer.getBuildConfig()!);
    expect(copy.seen).toEqual(layer.seen);
    class Unknown extends Named {
      static override buildParameters = ['xShape', 'wShape'];
      override build(xShape: SymbolicShape, wShape: SymbolicShape) {
        super.build(xShape, wShape);
      }
    }
    expect(() => new Unknown()(tensor([1]), tensor([1]), tensor([1]))).toThrow(/build\(\).*[\s\S]*wShape/);
  });

  it('record symbolic arguments as they were given', () => {
    const x = new KerasTensor([null, 3], 'float32');
    const layer = new Dense(2, { dtype: 'mixed_float16' });
    const y = layer(x) as KerasTensor;
    expect([y.shape, y.dtype]).toEqual([[null, 2], 'float16']);
    expect(y.history).toMatchObject({ nodeIndex: 0, tensorIndex: 0 });
    expect(inboundNodesOf(layer)[0]!.args[0]).toBe(x);
    expect(layer.input).toBe(x);
    expect(layer.output).toBe(y);
  });

  it('compile with their state', async () => {
    const layer = new BatchNormalization({ momentum: 0 });
    const step = jit((x: Tensor) => layer(x, { training: true }));
    layer.build([null, 1]);
    await step(tensor([[1], [3]], null, 'float32')).data();
    expect(await layer.movingMean.array()).toEqual([2]);
  });
});

describe('methods', () => {
  it('take all parameters by name', async () => {
    const layer: Layer = new Dense(1, { activityRegularizer: 'l1' });
    layer.build({ inputShape: [null, 2] });
    layer.setWeights({ weights: [[[1], [2]], [3]] });
    expect(layer.computeOutputShape({ inputShape: [5, 2] })).toEqual([5, 1]);
    const [x, mask] = [tensor([[1, 1]], null, 'float32'), tensor([true])];
    expect(layer.computeMask({ inputs: x, previousMask: mask })).toBe(mask);
    layer.addLoss({ loss: x.sum() });
    expect(layer.losses.length).toBe(1);
    const store: Record<string, Tensor> = {};
    layer.saveOwnVariables({ store });
    const copy: Layer = new Dense(1);
    copy.buildFromConfig({ config: layer.getBuildConfig()! });
    copy.loadOwnVariables({ store });
    expect(await copy({ inputs: x }).array()).toEqual([[6]]);
    const [y, after, losses] = layer.statelessCall({
      trainableVariables: [[[2], [2]], [1]],
      nonTrainableVariables: [],
      inputs: x,
      returnLosses: true,
    });
    expect([await (y as Tensor).array(), after]).toEqual([[[5]], []]);
    expect(losses).toHaveLength(0);
  });
});

describe('losses', () => {
  it('are those of the last call, then those of the weights', async () => {
    const layer = new Encoder();
    const scale = new Scale();
    scale(tensor([3]));
    expect(await scale.losses[0]!.item()).toBeCloseTo(0.01, 6);
    layer(tensor([[1, 2, 3, 4]], null, 'float32'));
    layer(tensor([[1, 1, 1, 1]], null, 'float32'));
    expect(await Promise.all(layer.losses.map((loss) => loss.item()))).toEqual([4]);
    layer(new KerasTensor([null, 4]));
    expect(layer.losses.length).toBe(1);
    expect(() => layer.addLoss('x' as never)).toThrow('tensors');
  });

  it('of activities are the mean over the batch', async () => {
    const layer = new Dense(1, { kernelInitializer: 'ones', activityRegularizer: 'l1' });
    layer(tensor([[1], [3]], null, 'float32'));
    expect(await layer.losses[0]!.item()).toBeCloseTo(0.02, 6);
  });
});

describe('weights as values', () => {
  it('are read and written as a whole', async () => {
    const layer = new Dense(2);
    layer.build([null, 1]);
    layer.setWeights([[[1, 2]], [3, 4]]);
    const [kernel, bias] = await layer.getWeights();
    expect([await kernel!.array(), await bias!.array()]).toEqual([[[1, 2]], [3, 4]]);
    expect(() => layer.setWeights([[[1, 2]]])).toThrow('wrong number');
    expect(() => layer.setWeights([[[9, 9]], [1, 2, 3]])).toThrow('shape');
    expect(await layer.kernel.array()).toEqual([[1, 2]]);
    expect(() => new Dense(2).countParams()).toThrow('built');
  });

  it('may be given to a call without side effects', async () => {
    const layer = new BatchNormalization({ momentum: 0.5, epsilon: 0 });
    layer.build([null, 1]);
    const x = tensor([[1], [3]], null, 'float32');
    const [y, after] = layer.statelessCall([[2], [1]], [[0], [1]], x, { training: true });
    expect(await (y as Tensor).array()).toEqual([[-1], [3]]);
    expect(await Promise.all(after.map((value) => value.array()))).toEqual([[1], [1]]);
    expect(await layer.movingMean.array()).toEqual([0]);
    const gamma = tensor([2], null, 'float32');
    const [z] = layer.statelessCall([gamma, [1]], [[0], [1]], x);
    expect(await gradients(ops.sum(z as Tensor), gamma)!.array()).toEqual([4]);
    expect(() => layer.statelessCall([], [], x)).toThrow('trainable variables');
  });
});

describe('names and dtypes', () => {
  it('carry the scopes around them', () => {
    const layer = new Dense(1, { name: 'dense' });
    nameScope('outer', () => layer(tensor([[1]])));
    expect(layer.kernel.path).toBe('outer/dense/kernel');
  });

  it('compute in the compute dtype on weights of the variable dtype', () => {
    const layer = new Dense(2, { dtype: 'mixed_bfloat16' });
    const y = layer(tensor([[1]], null, 'float32'));
    expect([y.dtype, layer.kernel.dtype, layer.computeDtype, layer.dtype]).toEqual([
      'bfloat16',
      'float32',
      'bfloat16',
      'float32',
    ]);
    expect(layer.getConfig().dtype).toMatchObject({ class_name: 'DTypePolicy', config: { name: 'mixed_bfloat16' } });
    expect(new Dense(2, { dtype: 'float16' })(tensor([[1.5]])).dtype).toBe('float16');
  });

  it('addWeight takes Keras’s arguments', () => {
    const layer = new Layer();
    expect(layer.addWeight([2, 3], 'ones', 'int32', false).dtype).toBe('int32');
    expect(layer.addWeight({ shape: [2], overwriteWithGradient: true }).overwriteWithGradient).toBe(true);
    expect(layer.addWeight().shape).toEqual([]);
    expect([layer.trainableWeights.length, layer.nonTrainableWeights.length]).toEqual([2, 1]);
  });
});
