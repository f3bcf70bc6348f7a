/** The functional API: several inputs and outputs, shared layers, models inside models, parts of models. */
import { type KerasTensor, tensor } from '@org/core';
import { resetNames } from '@org/core/internal';
import { near } from '@org/testing';
import * as keras from './index.js';

const { Input, Model, Sequential, layers } = keras;
const rows = tensor(
  [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  null,
  'float32',
);

const values = (x: keras.Tensor): Promise<keras.Nested> => x.array();

describe('a functional model', () => {
  it('computes what its layers compute', async () => {
    const x = Input([2]);
    const hidden = new layers.Dense(3, { activation: 'tanh' });
    const out = new layers.Dense(1);
    const model = new Model(x, out(hidden(x)));
    expect(model.outputShape).toEqual([null, 1]);
    expect(await values(model(rows))).toEqual(near(await values(out(hidden(rows)))));
  });

  // As Python Keras 3.15.
  it('gives the output of a list of one, of symbolic inputs the list', async () => {
    const x = Input([2]);
    const model = new Model([x], [new layers.Dense(1)(x)]);
    const output = model(rows) as unknown as keras.Tensor;
    const symbolic = model(Input([2])) as unknown as KerasTensor[];
    expect([model.inputShape, model.outputShape, output.shape]).toEqual([
      [null, 2],
      [null, 1],
      [3, 1],
    ]);
    expect(symbolic.map(({ shape }) => shape)).toEqual([[null, 1]]);
    expect(await values(await model.predict(rows, { verbose: 0 }))).toEqual(near(await values(output)));
    model.compile({ loss: ['mse'] });
    for (const y of [rows.at(':', ':1'), [rows.at(':', ':1')]]) await model.fit(rows, y, { verbose: 0 });
  });

  it('takes inputs and gives outputs by name, in any order', async () => {
    const inputs = { a: Input([2], { name: 'a' }), b: Input([2], { name: 'b' }) };
    const model = new Model(inputs, {
      sum: new layers.Add()([inputs.a, inputs.b]),
      difference: new layers.Subtract()([inputs.a, inputs.b]),
    });
    const result = model<{ sum: keras.Tensor; difference: keras.Tensor }>({ b: rows, a: rows.mul(3) });
    expect(await values(result.sum)).toEqual([
      [4, 8],
      [12, 16],
      [20, 24],
    ]);
    expect(await values(result.difference)).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
    ]);
  });

  it('shares the weights of a layer that is called twice', () => {
    const [a, b] = [Input([2]), Input([2])];
    const shared = new layers.Dense(3);
    const model = new Model([a, b], new layers.Concatenate()([shared(a), shared(b)]));
    expect(model.weights).toHaveLength(2);
    expect(model.layers.filter((layer) => layer === shared)).toHaveLength(1);
    expect(model.countParams()).toBe(9);
  });

  it('holds models as layers', async () => {
    const inner = new Sequential([Input([2]), new layers.Dense(3, { activation: 'relu' })], { name: 'inner' });
    const x = Input([2]);
    const model = new Model(x, new layers.Dense(1)(inner(x)));
    expect(model.getLayer('inner')).toBe(inner);
    expect(model.weights).toHaveLength(4);
    const copy = Model.fromConfig(JSON.parse(JSON.stringify(model.getConfig())));
    copy.setWeights(await model.getWeights());
    expect(await values(copy(rows))).toEqual(near(await values(model(rows))));
  });

  it('can be cut at intermediate tensors', async () => {
    const x = Input([2]);
    const hidden = new layers.Dense(3, { name: 'hidden' })(x);
    const model = new Model(x, new layers.Dense(1)(hidden));
    const front = new Model(model.inputs[0]!, model.getLayer('hidden').output as KerasTensor);
    const back = new Model(hidden, model.outputs[0]!);
    expect(await values(back(front(rows)))).toEqual(near(await values(model(rows))));
  });

  it('records ops on symbolic tensors', async () => {
    const x = Input([2]);
    const model = new Model(x, keras.ops.relu(x.mul(2).sub(5)).add(x));
    expect(await values(model(rows))).toEqual([
      [1, 2],
      [4, 7],
      [10, 13],
    ]);
    const copy = Model.fromConfig(JSON.parse(JSON.stringify(model.getConfig())));
    expect(await values(copy(rows))).toEqual(near(await values(model(rows))));
  });

  it('keeps unknown sizes unknown, whatever is computed from them', () => {
    const x = Input([null, 4]);
    const flat = keras.ops.reshape(x, [-1, 4]);
    expect(flat.shape).toEqual([null, 4]);
    expect(new layers.Dense(7)(x).shape).toEqual([null, null, 7]);
  });

  it('can be cloned, and described as JSON, without its weights', async () => {
    const x = Input([2], { name: 'x' });
    const shared = new layers.Dense(2, { name: 'shared' });
    const model = new Model(x, shared(keras.ops.tanh(shared(x))));
    for (const copy of [keras.models.cloneModel(model), keras.models.modelFromJson(model.toJson())]) {
      expect(copy.weights).toHaveLength(2);
      expect(copy.getLayer('shared')).not.toBe(shared);
      copy.setWeights(await model.getWeights());
      expect(await values(copy(rows))).toEqual(near(await values(model(rows))));
    }
  });

  it('names automatically as Keras does', () => {
    resetNames();
    const x = Input([2]);
    const names = [new layers.Dense(1), new layers.Dense(1), new layers.ReLU(), new layers.Conv2D(1, 1)].map(
      ({ name }) => name,
    );
    expect(names).toEqual(['dense', 'dense_1', 're_lu', 'conv2d']);
    expect([new Model(x, x.mul(1)).name, new Sequential().name]).toEqual(['functional', 'sequential']);
  });
});

describe('a Sequential model', () => {
  it('is built when it first sees data', async () => {
    const model = new Sequential([new layers.Dense(3), new layers.Dense(1)]);
    expect(model.built).toBe(false);
    expect((await model.predict(rows, { verbose: 0 })).shape).toEqual([3, 1]);
    expect(model.inputShape).toEqual([null, 2]);
  });

  it('grows and shrinks', () => {
    const model = new Sequential([Input([2])]);
    model.add(new layers.Dense(3));
    model.add(new layers.Dense(1));
    expect(model.outputShape).toEqual([null, 1]);
    model.pop();
    expect(model.outputShape).toEqual([null, 3]);
  });
});

describe('a subclass', () => {
  class Twice extends Model {
    readonly parts = { first: new layers.Dense(2), others: [new layers.Dense(2), new layers.Dropout(0.5)] };

    override call(x: keras.Tensor, { training = false }: { training?: boolean } = {}): keras.Tensor {
      const hidden = this.parts.others.reduce((h, layer) => layer(h), this.parts.first(x));
      return training ? hidden.mul(0) : hidden;
    }
  }

  it('tracks layers in fields, arrays and objects, and passes the training flag on', async () => {
    const model = new Twice();
    const eager = await values(model(rows));
    expect(model.weights).toHaveLength(4);
    expect(await values(await model.predict(rows, { verbose: 0 }))).toEqual(near(eager));
    expect(await values(model(rows, { training: true }))).toEqual(
      near([
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    );
  });

  it('freezes with trainable = false', () => {
    const model = new Twice();
    model(rows);
    model.parts.first.trainable = false;
    expect([model.trainableWeights.length, model.nonTrainableWeights.length]).toEqual([2, 2]);
    model.trainable = false;
    expect(model.trainableWeights).toHaveLength(0);
  });
});
