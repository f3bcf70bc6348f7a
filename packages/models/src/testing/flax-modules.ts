/**
 * A small module system in Flax's manner, for the tests of FlaxLayer: modules are settings alone, their variables come and go with
 * `init` and `apply`, and those within a module are named after their class and number, as under `flax.linen.compact`.
 */

import { jax, jnp, lax, ops, random, type Shape, type Tensor, type TensorLike } from '@org/core';
import { initializers } from '@org/layers';

type Tree = { [name: string]: Tree | Tensor };
type Rngs = Readonly<Record<string, Tensor>>;
type Method = string | ((module: Module, inputs: never, options: Options) => unknown);
interface Options {
  readonly training?: boolean;
}
interface InitOptions extends Options {
  readonly method?: Method;
}
interface ApplyOptions extends InitOptions {
  readonly rngs?: Rngs;
  readonly mutable?: false | readonly string[];
}

/** What the modules of one call share. */
interface Frame {
  readonly variables: Tree;
  readonly rngs: Rngs;
  readonly isInitializing: boolean;
  keysDrawn: number;
}

/** The place of a module in a call. */
class Scope {
  private readonly counts = new Map<string, number>();

  constructor(
    readonly frame: Frame,
    private readonly path: readonly string[] = [],
  ) {}

  child(type: string): Scope {
    const count = this.counts.get(type) ?? 0;
    this.counts.set(type, count + 1);
    return new Scope(this.frame, [...this.path, `${type}_${count}`]);
  }

  private collection(name: string): Tree {
    return [name, ...this.path].reduce((tree, key) => {
      tree[key] ??= {};
      return tree[key] as Tree;
    }, this.frame.variables);
  }

  get(collection: string, name: string, make: () => Tensor): Tensor {
    const holder = this.collection(collection);
    if (this.frame.isInitializing) holder[name] ??= make();
    if (holder[name] === undefined) throw new Error(`no ${collection}/${[...this.path, name].join('/')}`);
    return holder[name] as Tensor;
  }

  set(collection: string, name: string, value: Tensor): void {
    this.collection(collection)[name] = value;
  }

  /** A new key of those of a name. */
  key(name: string): Tensor {
    const key = this.frame.rngs[name];
    if (!key) throw new Error(`no key for ${name}`);
    return random.foldIn(key, this.frame.keysDrawn++);
  }
}

const copyOf = (tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, jax.treeUtil.treeMap((leaf: Tensor) => leaf, value) as Tree]),
  );

export abstract class Module {
  protected scope!: Scope;

  abstract call(inputs: unknown, options?: Options): unknown;

  /** The module with its variables at hand. */
  private bound(scope: Scope): this {
    const bound = Object.create(this) as this;
    bound.scope = scope;
    return bound;
  }

  private run(frame: Frame, inputs: unknown, method: Method = 'call', options: Options = {}): unknown {
    const bound = this.bound(new Scope(frame));
    if (typeof method === 'function') return method(bound, inputs as never, options);
    return (bound as unknown as Record<string, (inputs: unknown, options: Options) => unknown>)[method]!(
      inputs,
      options,
    );
  }

  /** A module within this one, ready to be called. */
  protected use<M extends Module>(module: M): M {
    return module.bound(this.scope.child(module.constructor.name));
  }

  init(rngs: Rngs, inputs: unknown, { method, ...options }: InitOptions = {}): Tree {
    const frame: Frame = { variables: {}, rngs, isInitializing: true, keysDrawn: 0 };
    this.run(frame, inputs, method, options);
    return frame.variables;
  }

  apply(
    variables: Tree,
    inputs: unknown,
    { rngs = {}, mutable = false, method, ...options }: ApplyOptions = {},
  ): unknown {
    const frame: Frame = { variables: copyOf(variables), rngs, isInitializing: false, keysDrawn: 0 };
    const outputs = this.run(frame, inputs, method, options);
    if (mutable === false) return outputs;
    return [outputs, Object.fromEntries(mutable.map((name) => [name, frame.variables[name] ?? {}]))];
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

const glorot = new initializers.GlorotUniform({ seed: 1 });

export class Dense extends Module {
  constructor(private readonly features: number) {
    super();
  }
  call(x: Tensor): Tensor {
    const kernel = this.scope.get('params', 'kernel', () =>
      random.normal(this.scope.key('params'), [x.shape.at(-1)!, this.features]).mul(0.05),
    );
    const bias = this.scope.get('params', 'bias', () => jnp.zeros([this.features]));
    return x.matmul(kernel).add(bias);
  }
}

export class Conv extends Module {
  constructor(
    private readonly features: number,
    private readonly kernelSize: readonly [number, number],
    private readonly options: { strides?: number; useBias?: boolean } = {},
  ) {
    super();
  }
  call(x: Tensor): Tensor {
    const { strides = 1, useBias = true } = this.options;
    const shape: Shape = [...this.kernelSize, x.shape.at(-1)!, this.features];
    const y = ops.conv(
      x,
      this.scope.get('params', 'kernel', () => glorot(shape)),
      strides,
      'same',
    );
    return useBias ? y.add(this.scope.get('params', 'bias', () => jnp.zeros([this.features]))) : y;
  }
}

/** Without scale. */
export class BatchNorm extends Module {
  constructor(private readonly useRunningAverage: boolean) {
    super();
  }
  call(x: Tensor): Tensor {
    const size = x.shape.at(-1)!;
    const axes = x.shape.slice(1).map((_, i) => i);
    const mean = this.scope.get('batch_stats', 'mean', () => jnp.zeros([size]));
    const variance = this.scope.get('batch_stats', 'var', () => jnp.ones([size]));
    const bias = this.scope.get('params', 'bias', () => jnp.zeros([size]));
    if (this.useRunningAverage) return normalized(x, mean, variance).add(bias);
    const [m, v] = ops.moments(x, axes);
    const moved = (old: Tensor, value: TensorLike) => old.mul(0.99).add(ops.multiply(value, 0.01));
    if (!this.scope.frame.isInitializing) {
      this.scope.set('batch_stats', 'mean', moved(mean, m));
      this.scope.set('batch_stats', 'var', moved(variance, v));
    }
    return normalized(x, m, v).add(bias);
  }
}

const normalized = (x: Tensor, mean: Tensor, variance: Tensor): Tensor =>
  x.sub(mean).mul(lax.rsqrt(ops.add(variance, 1e-5)));

export class Dropout extends Module {
  constructor(
    private readonly rate: number,
    private readonly deterministic: boolean,
  ) {
    super();
  }
  call(x: Tensor): Tensor {
    if (this.deterministic) return x;
    const keep = random.bernoulli(this.scope.key('dropout'), 1 - this.rate, x.shape);
    return ops.where(keep, x.div(1 - this.rate), ops.zerosLike(x));
  }
}
