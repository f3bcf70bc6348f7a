import { type Tensor, tensor } from '@org/core';
import * as keras from '../index.js';
import { walkSaveables } from './saveables.js';

const { Input, Model, Sequential, layers } = keras;

/** The paths under which something is stored. */
function storedPaths(model: keras.Model): string[] {
  const paths: string[] = [];
  walkSaveables(model, (path, saveable) => {
    const store: Record<string, Tensor> = {};
    saveable.saveOwnVariables(store);
    if (Object.keys(store).length > 0) paths.push(path);
  });
  return paths.sort();
}

class Net extends Model {
  readonly zebra = new layers.Dense(1);
  readonly _hidden = new layers.Dense(2);
  readonly blocks = [
    new layers.Dense(2),
    new layers.Dense(2),
    new Sequential([Input([2]), new layers.Dense(2)]),
  ] as const;
  readonly table = { first: new layers.Dense(2), rest: [new layers.Dense(2)] };
  readonly again = this.zebra;
  readonly innerPart: keras.Model;

  constructor() {
    super();
    const x = Input([2]);
    this.innerPart = new Model(x, new layers.Dense(2)(x));
  }

  override call(inputs: Tensor): Tensor {
    const blocks = this.blocks.reduce((x: Tensor, block) => block(x), this._hidden(inputs));
    return this.zebra(this.innerPart(this.table.rest[0]!(this.table.first(blocks))));
  }
}

const ones = tensor([[1, 1]], null, 'float32');

it('every object is visited once, under the path that Keras gives it', async () => {
  const model = new Net();
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit(ones, tensor([[1]]), { verbose: 0 });
  // The groups of the file that Python Keras 3.15 writes for the same class.
  expect(storedPaths(model)).toEqual([
    'again',
    'blocks/dense',
    'blocks/dense_1',
    'blocks/sequential/layers/dense',
    'inner_part/layers/dense',
    'layers/dense_1',
    'layers/dense_4',
    'layers/dense_5',
    'optimizer',
  ]);
});

it('what a field of a functional model holds beside its graph has a path of its own', () => {
  const x = Input([2]);
  const model = Object.assign(new Model(x, new layers.Dense(1)(new layers.Dense(3)(x))), {
    extra: new layers.Dense(2),
  });
  model.extra.build([null, 2]);
  expect(model.layers).toHaveLength(3);
  expect(model.weights).toHaveLength(6);
  expect(storedPaths(model)).toEqual(['extra', 'layers/dense', 'layers/dense_1']);
});

describe('containers', () => {
  const dense = () => new layers.Dense(2);

  class Nested extends Model {
    grid = [[dense(), dense()], [dense()]];
    deep = [[[dense()]]];
    mixed = { a: [dense(), { b: dense() }] as const, c: { d: [dense()] } };
    later: keras.layers.Dense[] = [];
    map = new Map<string, keras.layers.Dense | [keras.layers.Dense]>([
      ['x', dense()],
      ['y', [dense()]],
    ]);
    set = new Set([dense()]);

    constructor() {
      super();
      for (let i = 0; i < 2; i++) this.later.push(dense());
    }

    override call(inputs: Tensor): Tensor {
      const chain = [
        ...this.grid.flat(),
        this.deep[0]![0]![0]!,
        this.mixed.a[0],
        this.mixed.a[1].b,
        ...this.mixed.c.d,
        ...this.later,
        ...[...this.map.values()].flat(),
        ...this.set,
      ];
      return chain.reduce((x: Tensor, layer) => layer(x), inputs);
    }
  }

  it('have the paths that Python gives them, however deep, and whenever they are filled', () => {
    const model = new Nested();
    model(ones);
    expect(model.weights).toHaveLength(24);
    // The groups of the file that Python Keras 3.15 writes for the same class, a Map being a dict.
    expect(storedPaths(model)).toEqual([
      'deep/container/container/dense',
      'grid/container/dense',
      'grid/container/dense_1',
      'grid/container_1/dense',
      'later/dense',
      'later/dense_1',
      'layers/dense_10',
      'layers/dense_11',
      'layers/dense_4',
      'layers/dense_5',
      'layers/dense_6',
      'layers/dense_9',
    ]);
  });

  class Grown extends layers.Layer {
    list: unknown[] = [];
    set = new Set([dense()]);
    override build() {
      this.list.push([dense(), [dense()]], this.list);
    }
    override call(x: Tensor): Tensor {
      const [[first, [second]]] = this.list as [[keras.layers.Dense, [keras.layers.Dense]]];
      return [first, second, ...this.set].reduce((y: Tensor, layer) => layer(y), x);
    }
  }

  it('of layers may be filled by build, hold themselves, and be sets', () => {
    const x = Input([2]);
    const model = new Model(x, new Grown()(x));
    expect(model.weights).toHaveLength(6);
    expect(storedPaths(model)).toEqual([
      'layers/grown/list/container/container/dense',
      'layers/grown/list/container/dense',
      'layers/grown/set/dense',
    ]);
  });
});

it('what a getter gives has its name, as a property in Python', () => {
  class Block extends layers.Layer {
    _inner = new layers.Dense(2);
    _rest = [new layers.Dense(2)];
    get core() {
      return this._inner;
    }
    get allLayers() {
      return [this._inner, ...this._rest];
    }
    get broken(): never {
      throw new Error('no');
    }
    override call(x: Tensor): Tensor {
      return this._rest[0]!(this._inner(x));
    }
  }
  class Encoding extends Model {
    _enc = new layers.Dense(2);
    block = new Block();
    zz = new layers.Dense(2);
    get encoder() {
      return this._enc;
    }
    override call(x: Tensor): Tensor {
      return this.zz(this.block(this._enc(x)));
    }
  }
  const model = new Encoding();
  model(ones);
  // The groups of the file that Python Keras 3.15 writes for the same class.
  expect(storedPaths(model)).toEqual([
    'block/all_layers/dense',
    'block/all_layers/dense_1',
    'encoder',
    'layers/dense_1',
  ]);
});
