/** What goes in is copied, and what comes out is the reader's own: nobody's writing changes what someone else holds. */
import * as keras from '@org/models';

const { callbacks, Input, layers, Model, ops, Sequential, tensor, Variable } = keras;
const floats = (...values: number[]) => new Float32Array(values);
const quiet = { verbose: 0 } as const;
const options = { ...quiet, shuffle: false } as const;

describe('what comes out', () => {
  const weights = () => new layers.Dense(2, { kernelInitializer: 'ones' });
  const built = () => {
    const layer = weights();
    layer.build([null, 2]);
    return layer;
  };
  const x = tensor([[1, 2]], null, 'float32');
  const model = new Sequential([Input([2]), weights()]);

  it.each<[string, () => keras.Tensor | keras.Variable | Promise<keras.Tensor>]>([
    ['a value that was given', () => tensor(floats(1, 2, 3))],
    ['a value that was computed', () => tensor(floats(1, 2, 3)).add(1)],
    ['a value that the runtime computed', () => ops.ones([300, 300]).matmul(ops.ones([300, 3]))],
    ['a slice', () => tensor(floats(1, 2, 3)).at('1:')],
    ['a value of half width', () => tensor([1, 2], null, 'float16')],
    ['a weight', () => built().weights[0]!],
    ['a weight that was asked for', async () => (await built().getWeights())[0]!],
    ['a prediction', () => model.predict(x, quiet)],
    ['a prediction of one batch', () => model.predictOnBatch(x)],
  ])('%s is the reader’s own', async (_name, make) => {
    const source = await make();
    const before = await source.array();
    (await source.data<Float32Array>()).fill(0);
    ((await source.read()).data as Float32Array).fill(0);
    ((await source.array()) as number[]).fill(0);
    expect(await source.array()).toEqual(before);
  });

  it('a shape cannot be written to', () => {
    const write = () => Object.assign(tensor([[1, 2]]).shape, { 0: 7 });
    expect(write).toThrow(TypeError);
  });
});

describe('what goes in', () => {
  const doubled = (given: Float32Array) => [given.fill(9), given][1] as Float32Array;

  it.each<[string, (given: Float32Array) => keras.Tensor | keras.Variable]>([
    ['a tensor', (given) => tensor(given)],
    ['a tensor of a shape', (given) => tensor(given, [1, 3])],
    ['a variable', (given) => new Variable(given)],
    ['a variable of a type', (given) => new Variable(given, { dtype: 'float32' })],
    [
      'an assignment',
      (given) => {
        const variable = new Variable([0, 0, 0], { dtype: 'float32' });
        variable.assign(given);
        return variable;
      },
    ],
    ['an operand', (given) => ops.zeros([3]).add(given)],
    ['an operand of a compiled function', (given) => keras.jit((x: keras.Tensor) => x.mul(1))(given as never)],
    ['a conversion', (given) => ops.convertToTensor(given)],
    ['an argument of a layer', (given) => new layers.Activation('linear')(given) as keras.Tensor],
    [
      'a weight',
      (given) => {
        const layer = new layers.Dense(1, { useBias: false });
        layer.build([null, 3]);
        layer.setWeights([ops.reshape(given, [3, 1])]);
        return layer.weights[0]!;
      },
    ],
    ['a view of a buffer of Node', (given) => tensor(Buffer.from(given.buffer))],
  ])('%s keeps its values', async (_name, make) => {
    const given = floats(1, 2, 3);
    const made = make(given);
    const expected = await make(floats(1, 2, 3)).array();
    doubled(given);
    expect(await made.array()).toEqual(expected);
  });

  it('shared memory is copied', async () => {
    const shared = new Float32Array(new SharedArrayBuffer(12));
    shared.set([1, 2, 3]);
    const made = tensor(shared);
    shared.fill(9);
    const read = await made.data();
    expect([Array.from(read), read.buffer.constructor.name]).toEqual([[1, 2, 3], 'ArrayBuffer']);
  });

  it.each<[string, number[], (list: number[]) => unknown]>([
    ['a shape', [1, 6], (list) => ops.reshape(ops.arange(6), list)],
    ['a shape of a method', [1, 6], (list) => ops.arange(6).reshape(list)],
    ['a shape of values', [6], (list) => tensor(floats(1, 2, 3, 4, 5, 6), list)],
    ['axes', [1, 0], (list) => ops.transpose(ops.reshape(ops.arange(6), [2, 3]), list)],
    ['axes of a sum', [0, 1], (list) => ops.sum(ops.ones([2, 3, 4]), list)],
    ['a size', [2, 2], (list) => ops.zeros(list)],
    ['random numbers', [2, 2], (list) => keras.random.uniform(list, 0, 1, null, 3)],
    ['repetitions', [2, 1], (list) => ops.tile(ops.ones([2, 2]), list)],
    [
      'a kernel',
      [2, 2],
      (list) => new layers.Conv2D(1, list as [number, number], { kernelInitializer: 'ones' })(ops.ones([1, 4, 4, 1])),
    ],
    ['a target', [3, 2], (list) => new layers.Reshape(list)(ops.ones([1, 6]))],
  ])('a list that says %s may be written to before the graph runs', async (_name, list, make) => {
    const expected = await (make([...list]) as keras.Tensor).array();
    const made = make(list) as keras.Tensor;
    list.reverse().push(7);
    expect(await made.array()).toEqual(expected);
  });

  it.each<[string, (list: number[]) => keras.Layer]>([
    ['Conv2D', (list) => new layers.Conv2D(1, list as [number, number], { strides: list as [number, number] })],
    ['Reshape', (list) => new layers.Reshape(list)],
    ['Permute', (list) => new layers.Permute(list)],
    ['ZeroPadding2D', (list) => new layers.ZeroPadding2D(list as [number, number])],
    ['LayerNormalization', (list) => new layers.LayerNormalization({ axis: list })],
    ['InputLayer', (list) => new layers.InputLayer({ shape: list })],
    ['Dropout', (list) => new layers.Dropout(0.5, { noiseShape: list })],
  ])('the config of %s is not that of its caller', (_name, make) => {
    const list = [1, 2];
    const layer = make(list);
    const before = JSON.stringify(layer.getConfig());
    list.reverse();
    expect(JSON.stringify(layer.getConfig())).toBe(before);
    for (const value of Object.values(layer.getConfig()))
      if (Array.isArray(value) && !Object.isFrozen(value)) value.fill(7);
    expect(JSON.stringify(layer.getConfig())).toBe(before);
  });
});

describe('data of a training', () => {
  const input = () => Float32Array.from({ length: 64 }, (_, i) => i / 64);
  const compiled = () => {
    const model = new Sequential([
      Input([]),
      new layers.Reshape([1]),
      new layers.Dense(1, { kernelInitializer: 'ones', biasInitializer: 'ones' }),
    ]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    return model;
  };
  const weightsAfter = async (fit: (model: keras.Sequential) => Promise<unknown>) => {
    const model = compiled();
    await fit(model);
    return Promise.all((await model.getWeights()).map((weight) => weight.array()));
  };
  const wanted = () => weightsAfter((model) => model.fit(input(), input(), { ...options, epochs: 2, batchSize: 8 }));

  it('may be written to when fit was called', async () => {
    const [x, y] = [input(), input()];
    const found = await weightsAfter((model) => {
      const fitted = model.fit(x, y, { ...options, epochs: 2, batchSize: 8 });
      x.fill(9);
      y.fill(9);
      return fitted;
    });
    expect(found).toEqual(await wanted());
  });

  it('may be written to by a callback', async () => {
    const [x, y] = [input(), input()];
    class Overwrite extends callbacks.Callback {
      override onTrainBatchEnd() {
        x.fill(9);
        y.fill(9);
      }
    }
    const found = await weightsAfter((model) =>
      model.fit(x, y, { ...options, epochs: 2, batchSize: 8, callbacks: [new Overwrite()] }),
    );
    expect(found).toEqual(await wanted());
  });

  it.each([1, 2, 3])('may come in one buffer that is filled again, %i steps a run', async (stepsPerExecution) => {
    const all = input();
    const epoch = function* (buffer: Float32Array | null) {
      for (let at = 0; at < 64; at += 8) {
        const batch = buffer ?? new Float32Array(8);
        batch.set(all.subarray(at, at + 8));
        yield [batch, batch];
      }
    };
    const train = (buffer: Float32Array | null) =>
      weightsAfter(async (model) => {
        model.compile({ optimizer: 'sgd', loss: 'mse', stepsPerExecution });
        await model.fit(epoch(buffer), options);
      });
    expect(await train(new Float32Array(8))).toEqual(await train(null));
  });

  it('predictions of one buffer that is filled again are those of its contents', async () => {
    const buffer = new Float32Array(2);
    const model = compiled();
    const batches = function* () {
      for (const value of [1, 2, 3]) yield buffer.fill(value);
    };
    const predicted = await model.predict(batches(), quiet);
    expect(await predicted.array()).toEqual([[2], [2], [3], [3], [4], [4]]);
  });
});

describe('constants', () => {
  it('of a model keep their values', async () => {
    const scale = floats(2, 3);
    const x = Input([2]);
    const model = new Model(x, ops.multiply(x, scale));
    scale.fill(0);
    expect(await (await model.predict([[1, 1]], quiet)).array()).toEqual([[2, 3]]);
  });

  it('of a compiled function keep their values', async () => {
    const scale = floats(2, 3);
    const scaled = keras.jit((x: keras.Tensor) => x.mul(scale));
    expect(await scaled(tensor([1, 1])).array()).toEqual([2, 3]);
    scale.fill(0);
    expect(await scaled(tensor([1, 1])).array()).toEqual([2, 3]);
  });
});
