/** User classes without `getConfig`, whose constructors have every form. Compiled in several ways, their copies must be the same. */
import { Input, layers, Model, models, Sequential, saving, type Tensor, tensor } from '@org/models';

type Options = { name?: string | null; factor?: number };

class Scale extends layers.Layer {
  factor = 2;
  override call(x: Tensor) {
    return x.mul(this.factor);
  }
}

class ByPosition extends Scale {
  constructor(factor = 2, options: Options = {}) {
    super(options);
    this.factor = factor;
  }
}

class Declared extends Scale {
  static override readonly parameters = ['factor'];
  constructor(factor = 2, options: Options = {}) {
    super(options);
    this.factor = factor;
  }
}

class DeclaredAlone extends Scale {
  static override readonly parameters = ['factor'];
  constructor(factor: number) {
    super();
    this.factor = factor;
  }
}

class DeclaredOptions extends Scale {
  static override readonly parameters = ['factor'];
  constructor(options: Options) {
    super(options);
    this.factor = options.factor ?? 2;
  }
}

class Pattern extends Scale {
  constructor({ factor = 2, ...options }: Options = {}) {
    super(options);
    this.factor = factor;
  }
}

class WholeObject extends Scale {
  constructor(options: Options = {}) {
    super(options);
    this.factor = options.factor ?? 2;
  }
}

class TakenApart extends Scale {
  constructor(options: Options = {}) {
    const { factor = 2, ...others } = options;
    super(others);
    this.factor = factor;
  }
}

class WithoutDefault extends Scale {
  constructor(options: Options) {
    super(options);
    this.factor = options.factor ?? 2;
  }
}

class WithConfig extends Scale {
  constructor(factor = 2, options: Options = {}) {
    super(options);
    this.factor = factor;
  }
  override getConfig() {
    return { ...super.getConfig(), factor: this.factor };
  }
}

class Fields extends Pattern {
  #more = 1;
  override call(x: Tensor) {
    return super.call(x).mul(this.#more);
  }
}

class Registered extends Scale {
  readonly kernel = new layers.Dense(1);
  override call(x: Tensor) {
    return this.kernel(x);
  }
}
saving.registerKerasSerializable({ package: 'user', name: 'Registered' })(Registered);

class RegisteredModel extends Model {
  readonly inner = [new Registered()];
  override call(x: Tensor) {
    return this.inner[0]!(x);
  }
}
saving.registerKerasSerializable('user', 'RegisteredModel')(RegisteredModel);

const one = tensor([[1]], null, 'float32');

/** What a copy of a layer computes, or what is in its way. */
async function copied(layer: Scale): Promise<unknown> {
  try {
    const copy = models.cloneModel(new Sequential([Input([1]), layer]));
    return [copy.layers[0]!.name === layer.name, await copy(one).item()];
  } catch (error) {
    return /declare static parameters/.exec((error as Error).message)?.[0] ?? String(error);
  }
}

export async function run(): Promise<Record<string, unknown>> {
  const results: Record<string, unknown> = {};
  for (const [name, type] of Object.entries({ ByPosition, Declared, WithConfig }))
    results[name] = await copied(new type(5));
  results.DeclaredAlone = await copied(new DeclaredAlone(5));
  for (const [name, type] of Object.entries({
    DeclaredOptions,
    Pattern,
    WholeObject,
    TakenApart,
    WithoutDefault,
    Fields,
  }))
    results[name] = await copied(new type({ factor: 5 }));
  const model = new RegisteredModel();
  model(one);
  const [first, second] = [new Registered(), new Registered()];
  results.names = [model.name, model.inner[0]!.name, first.name, second.name].map((name) => name.replace(/_\d+$/, ''));
  results.paths = model.weights.map(({ path }) => path.replace(/_\d+/g, ''));
  const { class_name, registered_name } = saving.serializeKerasObject(first) as Record<string, unknown>;
  results.file = [class_name, registered_name];
  return results;
}
