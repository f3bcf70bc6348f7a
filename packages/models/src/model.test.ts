import * as keras from './index.js';
import type { ModelOptions } from './model.js';

const { Input, Model, Sequential, layers } = keras;

const functional = (): keras.Model => {
  const x = Input([2], { name: 'x' });
  return new Model(x, new layers.Dense(1, { name: 'out' })(x), { name: 'model' });
};

describe('the constructor', () => {
  it('takes inputs and outputs by position or by name', () => {
    const x = Input([2], { name: 'x' });
    const byName = new Model({ inputs: x, outputs: x.mul(2), name: 'named' });
    expect([byName.name, byName.inputNames]).toEqual(['named', ['x']]);
    expect(() => new Model({ inputs: x })).toThrow('needs both inputs and outputs');
  });

  it('takes no keyword that nothing knows', () => {
    const x = Input([2]);
    expect(() => new Model({ trainble: false } as never)).toThrow(/keyword argument 'trainble'[\s\S]*'trainable'/);
    expect(() => new Model(x, x.mul(2), { nam: 'm' } as never)).toThrow("keyword argument 'nam'");
    expect(() => new Sequential([], { nam: 'm' } as never)).toThrow("keyword argument 'nam'");
    expect(() => new Sequential({ layers: [], nam: 'm' } as never)).toThrow("keyword argument 'nam'");
  });

  it('takes symbolic tensors only', () => {
    const x = Input([2]);
    expect(() => new Model(x, keras.tensor([1]))).toThrow(/outputs of a functional model must be symbolic[\s\S]*Input/);
  });
});

describe('what a functional model knows of itself', () => {
  it('are its ends, by tensor, shape and name', () => {
    const model = functional();
    expect(model.inputs[0]).toBe(model.input);
    expect(model.outputs[0]).toBe(model.output);
    expect([model.inputShape, model.outputShape]).toEqual([
      [null, 2],
      [null, 1],
    ]);
    expect([model.inputNames, model.outputNames]).toEqual([['x'], ['out']]);
    expect(model.operations.map(({ name }) => name)).toEqual(['x', 'out']);
  });

  it('others do not', () => {
    class Own extends Model {}
    const model = new Own({ name: 'own' });
    expect(() => model.inputs).toThrow(/"own" has no symbolic inputs and outputs[\s\S]*Expected/);
    expect(model.outputNames).toBeNull();
    expect(() => model(keras.tensor([1]))).toThrow(/Model Own has no call method[\s\S]*Hint/);
  });
});

describe('getLayer', () => {
  it('finds layers by name or index', () => {
    const model = functional();
    expect(model.getLayer('out')).toBe(model.layers[1]);
    expect(model.getLayer(null, 1)).toBe(model.layers[1]);
    expect(model.getLayer({ index: -2 })).toBe(model.layers[0]);
  });

  it('says which layers there are', () => {
    const model = functional();
    expect(() => model.getLayer('nobody')).toThrow(/No such layer: nobody[\s\S]*one of x, out/);
    expect(() => model.getLayer(null, 9)).toThrow(/No such layer: at index 9/);
    expect(() => model.getLayer(null, -3)).toThrow(/No such layer: at index -3/);
    expect(() => model.getLayer()).toThrow('a name or an index, and not both');
  });
});

describe('configs', () => {
  it('of subclasses hold what their constructors take', () => {
    class Own extends Model {}
    const { name, trainable } = Own.fromConfig({ name: 'own', trainable: false });
    expect([name, trainable]).toEqual(['own', false]);
  });

  it('of Sequential models keep the shape they were built for', () => {
    const model = new Sequential([new layers.Dense(2)], { name: 'stack' });
    model.build([null, 3]);
    const config = JSON.parse(JSON.stringify(model.getConfig()));
    expect(config.build_input_shape).toEqual([null, 3]);
    const { name, built } = Sequential.fromConfig(config);
    expect([name, built]).toEqual(['stack', true]);
  });
});

describe('mixed precision', () => {
  afterEach(() => keras.mixedPrecision.setGlobalPolicy('float32'));

  it('holds for what is made afterwards', () => {
    keras.mixedPrecision.setGlobalPolicy('mixed_bfloat16');
    expect(keras.mixedPrecision.globalPolicy().name).toBe('mixed_bfloat16');
    expect(functional().outputs[0]!.dtype).toBe('bfloat16');
    expect(new layers.Dense(1).variableDtype).toBe('float32');
  });
});

describe('the session', () => {
  it('starts anew with its names and random numbers', async () => {
    const sample = async (): Promise<unknown> => {
      keras.backend.clearSession();
      keras.utils.setRandomSeed(3);
      return [new layers.Dense(1).name, await keras.random.normal([2]).array()];
    };
    const first = await sample();
    expect(first).toEqual(['dense', expect.anything()]);
    expect(await sample()).toEqual(first);
    expect(keras.backend.backend()).toBe('onnxruntime');
  });
});

describe('a functional model', () => {
  it('takes its outputs by name', () => {
    const x = Input([2]);
    const model = new Model(x, { outputs: new layers.Dense(3)(x), name: 'named' });
    expect([model.name, model.outputShape]).toEqual(['named', [null, 3]]);
    const y = new layers.Dense(3)(x);
    expect(new Model(x, { outputs: y, more: y }).outputShape).toEqual({ outputs: [null, 3], more: [null, 3] });
  });

  it('that begins inside another one has an input of its own', () => {
    const x = Input([null, 2]);
    const hidden = new layers.Dense(3)(x);
    const whole = new Model(x, new layers.Dense(4)(hidden));
    const part = new Model(hidden, whole.outputs[0]!);
    expect(part.layers.map(({ constructor }) => constructor.name)).toEqual(['InputLayer', 'Dense']);
    expect(part.layers[1]).toBe(whole.layers[2]);
    expect(Model.fromConfig(part.getConfig()).weights.length).toBe(2);
  });

  it('comes back from its config with custom objects, and with what a subclass adds', () => {
    class Own extends layers.Dense {}
    const x = Input([2]);
    const config = new Model(x, new Own(3)(x)).getConfig();
    for (const given of [{ Own }, { customObjects: { Own } }]) {
      expect((Model.fromConfig(config, given) as keras.Model).layers[1]).toBeInstanceOf(Own);
    }
    class Marked extends Model {
      readonly mark: number;
      constructor({ mark = 1, ...options }: { mark?: number } & ModelOptions = {}) {
        super(options);
        this.mark = mark;
      }
      override getConfig() {
        return { ...super.getConfig(), mark: this.mark };
      }
    }
    const marked = new Marked({ inputs: x, outputs: new layers.Dense(1)(x), mark: 3 });
    expect((Marked.fromConfig(marked.getConfig()) as Marked).mark).toBe(3);
  });
});

it('the layers of a model cannot be set', () => {
  const error = expect.objectContaining({ name: 'AttributeError' });
  expect(() => Object.assign(new Model(), { layers: [] })).toThrow(error);
  expect(() => new Model().inputs).toThrow(error);
});

it('finds layers by keywords', () => {
  const model = functional();
  expect(model.getLayer({ name: 'out' })).toBe(model.getLayer('out'));
  expect(model.getLayer({ index: 1 })).toBe(model.getLayer(null, 1));
  expect(() => model.getLayer()).toThrow('a name or an index');
});
