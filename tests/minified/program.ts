/** User classes in every form that a `call` may have. Compiled in several ways, they must compute the same. */
import { setKerasMask } from '@org/core/internal';
import {
  Input,
  layers,
  Model,
  models,
  ops,
  type SymbolicShape,
  saving,
  type Tensor,
  tensor,
  type Variable,
} from '@org/models';

type Flags = { training?: boolean; mask?: Tensor | null };

/** Keeps its inputs, or in training puts zeros in their place. */
const dropAll = () => new layers.Dropout(1);

class AsObject extends layers.Layer {
  drop = dropAll();
  override call(x: Tensor, { training = false }: Flags = {}) {
    return this.drop(x, { training });
  }
}

class AsWholeObject extends layers.Layer {
  drop = dropAll();
  override call(x: Tensor, options: Flags = {}) {
    return this.drop(x, { training: options.training ?? false });
  }
}

class WithOthers extends layers.Layer {
  drop = dropAll();
  override call(x: Tensor, { training = false, ...others }: Flags & { factor?: number } = {}) {
    return this.drop(x, { training }).mul(others.factor ?? 1);
  }
}

class WithoutFlag extends layers.Layer {
  drop = dropAll();
  override call(x: Tensor) {
    return this.drop(x);
  }
}

class PassesOn extends AsObject {
  override call(...args: [Tensor, Flags?]) {
    return super.call(...args).add(1);
  }
}

class DropoutThatPassesOn extends layers.Dropout {
  override call(...args: [Tensor, { training?: boolean }?]) {
    return super.call(...args).add(1);
  }
}

class AnyNumber extends layers.Layer {
  override call(...inputs: Tensor[]) {
    return inputs.reduce((sum, each) => sum.add(each));
  }
}

class Around extends layers.Layer {
  inner = dropAll();
  override call(...args: [Tensor, Flags?]) {
    return this.inner(...args);
  }
}

class ByPosition extends layers.Layer {
  static override callParameters = ['x', 'training', 'mask'];
  drop = dropAll();
  override call(x: Tensor, training = false, mask: Tensor | null = null) {
    const y = training ? x.mul(10) : x;
    return mask === null ? y : ops.where(mask.expandDims(-1), y, -1);
  }
}

class ByPositionThatPassesOn extends ByPosition {
  override call(...args: [Tensor, boolean?, (Tensor | null)?]) {
    return super.call(...args).add(1);
  }
}

class Undeclared extends layers.Layer {
  override call(x: Tensor, training = false) {
    return training ? x.mul(10) : x;
  }
}

class OnUnlessTold extends layers.Layer {
  override call(x: Tensor, { training = true }: Flags = {}) {
    return training ? x.mul(10) : x;
  }
}

class Masked extends layers.Layer {
  override supportsMasking = true;
  override call(x: Tensor, { mask = null }: Flags = {}) {
    return mask === null ? x : ops.where(mask.expandDims(-1), x, -1);
  }
}

class OfTwo extends layers.Layer {
  static override callParameters = ['query', 'value', '*', 'queryMask', 'valueMask'];
  override call(query: Tensor, value: Tensor, masks: { queryMask?: Tensor | null; valueMask?: Tensor | null } = {}) {
    const { queryMask = null, valueMask = null } = masks;
    const first = queryMask === null ? query : ops.where(queryMask.expandDims(-1), query, -1);
    return first.add(valueMask === null ? value : ops.where(valueMask.expandDims(-1), value, -2));
  }
}

class OfTwoUndeclared extends layers.Layer {
  override call(query: Tensor, value: Tensor, { valueMask = null }: { valueMask?: Tensor | null } = {}) {
    return valueMask === null ? query.add(value) : query;
  }
}

class Shapes extends layers.Layer {
  declare a: Variable;
  declare b: Variable;
  override build(aShape: SymbolicShape, bShape: SymbolicShape) {
    this.a = this.addWeight({ shape: [aShape.at(-1)!], initializer: 'ones' });
    this.b = this.addWeight({ shape: [bShape.at(-1)!], initializer: 'ones' });
  }
  override call(a: Tensor, b: Tensor) {
    return a.mul(this.a).sum().add(b.mul(this.b).sum());
  }
}

class NamedShapes extends layers.Layer {
  static override callParameters = ['b', 'unused', 'a'];
  static override buildParameters = ['aShape', 'bShape'];
  override build(aShape: SymbolicShape, bShape: SymbolicShape) {
    this.addWeight({ shape: [aShape.at(-1)!], name: 'a' });
    this.addWeight({ shape: [bShape.at(-1)!], name: 'b' });
  }
  override call(b: Tensor, _unused: Tensor, a: Tensor) {
    return a.sum().add(b.sum());
  }
}

class WithState extends layers.Layer {
  #count = 0;
  override call(x: Tensor, { state = null, scale = 1 }: { state?: Tensor | null; scale?: number } = {}) {
    this.#count += 1;
    return state === null ? x.mul(scale) : x.mul(scale).add(state);
  }
  override getConfig() {
    return { ...super.getConfig(), called: this.#count > 0 };
  }
}

class Subclass extends Model {
  dense = new layers.Dense(1, { kernelInitializer: 'ones' });
  drop = dropAll();
  override call(inputs: Tensor, { training = false }: { training?: boolean | null } = {}) {
    return this.dense(this.drop(inputs, { training }));
  }
}

/** Not told of training by `fit`. */
class Untold extends Model {
  dense = new layers.Dense(1, { kernelInitializer: 'ones' });
  drop = dropAll();
  override call(inputs: Tensor, { mask: _ = null }: { mask?: Tensor | null } = {}) {
    return this.dense(this.drop(inputs));
  }
}

const numbers = async (x: Tensor): Promise<unknown> => x.array();

async function message(body: () => unknown): Promise<string> {
  try {
    await body();
    return 'no error';
  } catch (error) {
    return /Only|asks for|cannot be told|wrong/.exec((error as Error).message)?.[0] ?? (error as Error).message;
  }
}

/** What everything computes, by name. */
export async function run(): Promise<Record<string, unknown>> {
  const x = tensor([[1, 2]], null, 'float32');
  const masked = () => {
    const sequence = tensor([[[1], [2]]], null, 'float32');
    setKerasMask(sequence, tensor([[true, false]]));
    return sequence;
  };
  const inEach = async (layer: layers.Layer) =>
    Promise.all([layer(x), layer(x, { training: true }), layer(x, { training: false })].map(numbers));
  const results: Record<string, unknown> = {};
  const classes = {
    AsObject,
    AsWholeObject,
    WithOthers,
    WithoutFlag,
    PassesOn,
    Around,
    ByPosition,
    ByPositionThatPassesOn,
  };
  for (const [name, type] of Object.entries(classes)) results[name] = await inEach(new type());
  results.DropoutThatPassesOn = await inEach(new DropoutThatPassesOn(1));
  results.OnUnlessTold = await inEach(new OnUnlessTold());
  results.others = await numbers(new WithOthers()(x, { factor: 3 }));
  class Doubled extends Model {
    inner = new AnyNumber();
    override call(inputs: Tensor) {
      return this.inner(inputs, inputs);
    }
  }
  results.anyNumber = await numbers(new Doubled()(x, { training: true }));
  results.byName = await numbers(new ByPosition()({ x, training: true }));

  class Outer extends layers.Layer {
    inner = [new AsObject(), new ByPosition(), new WithoutFlag()];
    override call(inputs: Tensor) {
      return ops.stack(this.inner.map((layer) => layer(inputs)));
    }
  }
  results.Outer = await inEach(new Outer());

  results.undeclared = [
    await numbers(new Undeclared()(x)),
    await message(() => new Undeclared()(x, { training: true })),
    await message(() => new Undeclared()(x, { training: false })),
    await message(() => new ByPosition()(x, true as never)),
  ];

  results.Masked = await numbers(new Masked()(masked()));
  results.MaskedByPosition = await numbers(new ByPosition()(masked()));
  const plain = tensor([[[1], [2]]], null, 'float32');
  results.OfTwo = [
    await numbers(new OfTwo()(masked(), plain)),
    await numbers(new OfTwo()(plain, masked())),
    await numbers(new OfTwo()(plain, { value: plain, valueMask: tensor([[false, false]]) })),
    await message(() => new OfTwoUndeclared()(masked(), plain)),
  ];

  const [a, b] = [ops.ones([1, 2]), ops.ones([1, 3])];
  results.Shapes = [await numbers(new Shapes()(a, b)), await numbers(new NamedShapes()(b, x, a))];
  const [called, built] = [new NamedShapes(), new NamedShapes() as layers.Layer];
  called(b, x, a);
  built.build({ bShape: [1, 3], aShape: [1, 2] });
  results.built = [called, built].map(({ weights }) => weights.map(({ shape }) => shape));

  saving.registerKerasSerializable({ package: 'user', name: 'WithState' })(WithState);
  const input = Input([2]);
  const state = new WithState({ name: 'state' });
  const flagged = new layers.Dropout(1, { name: 'flagged' });
  const functional = new Model(input, state(flagged(input, { training: false }), { state: input, scale: 2 }) as Tensor);
  const copy = models.modelFromJson(functional.toJson());
  results.functional = [
    await numbers(functional(x)),
    await numbers(functional(x, { training: true })),
    await numbers(copy(x)),
    functional.getLayer('state').getConfig().called,
  ];

  const fitted = async (model: Model) => {
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const [xs, ys] = [ops.ones([4, 2]), ops.ones([4, 1])];
    const history = await model.fit(xs, ys, { verbose: 0 });
    const round = (value: unknown) => Math.round(1e4 * (value as number)) / 1e4;
    const predicted = await (await model.predict(xs, { verbose: 0 })).max().item();
    return [history.history.loss![0], predicted, await model.evaluate(xs, ys, { verbose: 0 })].map(round);
  };
  results.model = await fitted(new Subclass());
  results.untold = await fitted(new Untold());
  return results;
}
