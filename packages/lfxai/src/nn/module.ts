import { ops, PythonTypeError, type Tensor, type TensorLike, ValueError, Variable } from '@org/core';
import { isPlainObject, toPythonName } from '@org/core/python';
import { initializers, Layer } from '@org/layers';

/** The values of a module by torch's names, in torch's order. */
export type StateDict = Record<string, Tensor>;

/** What {@link Module.loadStateDict} found to differ. */
export interface IncompatibleKeys {
  readonly missingKeys: string[];
  readonly unexpectedKeys: string[];
}

type Child = readonly [name: string, child: Layer];

/**
 * A layer as torch's users know modules. Subclasses make parameters and children in the constructor, hold them in fields, and compute
 * in `forward`. The order of the fields is the order of `parameters()`, and their names in Python's spelling are those of the state
 * dict; {@link stateNames} has those that differ. Values have torch's layouts: images `[N, C, H, W]`, weights of linear layers
 * `[out, in]`, those of convolutions `[out, in, ...taps]`. Since it is a Keras layer as well, it may be part of any Keras model.
 *
 * @example
 * class Scale extends Module {
 *   weight = this.parameter('weight', [1], 1);
 *   forward(x: Tensor) { return x.mul(this.weight); }
 * }
 * new Scale().stateDict(); // { weight: … }
 */
export abstract class Module extends Layer {
  /** Names in state dicts of fields for which they are not the field's in Python's spelling. */
  static readonly stateNames: Readonly<Record<string, string>> = {};

  /** Whether the module trains: see {@link train}. */
  training = true;

  /** @throws TypeError for other options */
  constructor(options: { name?: string } = {}) {
    super(options);
    const other = Object.keys(options).find((key) => key !== 'name');
    if (other !== undefined)
      throw new PythonTypeError(`${new.target.name}() got an unexpected keyword argument '${other}'.`);
    // Parameters are made in the constructor, so there is nothing left to build.
    this.built = true;
  }

  /** The output. */
  abstract forward(...inputs: never[]): unknown;

  override call(...inputs: readonly unknown[]): Tensor {
    return (this.forward as (...all: readonly unknown[]) => unknown)(...inputs) as Tensor;
  }

  /** A parameter of values from `-bound` to `bound`, evenly distributed. */
  protected uniform(name: string, shape: readonly number[], bound: number): Variable {
    return this.own(new initializers.RandomUniform(-bound, bound), { name, shape, trainable: true });
  }

  /** A parameter of values from a standard normal distribution. */
  protected normal(name: string, shape: readonly number[]): Variable {
    return this.own(new initializers.RandomNormal(0, 1), { name, shape, trainable: true });
  }

  /** A parameter of equal values. */
  protected parameter(name: string, shape: readonly number[], value: number): Variable {
    return this.own(new initializers.Constant(value), { name, shape, trainable: true });
  }

  /** A value that is saved, but not trained. */
  protected buffer(name: string, shape: readonly number[], value: number, dtype = 'float32'): Variable {
    return this.own(new initializers.Constant(value), { name, shape, dtype, trainable: false });
  }

  private own(
    initializer: unknown,
    options: { name: string; shape: readonly number[]; dtype?: string; trainable: boolean },
  ) {
    return new Variable(initializer as never, { dtype: 'float32', autocast: false, ...options });
  }

  /** The modules and layers in the fields of this one, and in arrays there, by the names that they have in state dicts. */
  namedChildren(): Child[] {
    const isChild = (value: unknown): value is Layer => value instanceof Layer && value !== this;
    return this.#fields().flatMap(([name, value]): Child[] => {
      if (isChild(value)) return [[name, value]];
      const list: readonly unknown[] = Array.isArray(value) ? value : [];
      return list.flatMap((each, i): Child[] => (isChild(each) ? [[`${name}.${i}`, each]] : []));
    });
  }

  /** The parameters by their names in state dicts, each once, in torch's order. */
  namedParameters(): [name: string, parameter: Variable][] {
    const seen = new Set<Variable>();
    return this.#state().filter(([, variable]) => variable.trainable && !seen.has(variable) && seen.add(variable));
  }

  /** What is trained, in torch's order. Keras's layers have theirs once they are built, as by a call of the module. */
  parameters(): Variable[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** What is saved and not trained. */
  buffers(): Variable[] {
    return [...new Set(this.#state().flatMap(([, variable]) => (variable.trainable ? [] : [variable])))];
  }

  /** The values of parameters and buffers, as they are now. Those that two modules share are there twice, as in torch. */
  stateDict(): StateDict {
    return Object.fromEntries(this.#state().map(([name, variable]) => [name, variable.uncast]));
  }

  /**
   * Assigns parameters and buffers.
   *
   * @param strict whether names that lack, or that are not known, are an error
   * @throws ValueError for names, with `strict`, or shapes that differ; then nothing has changed
   */
  loadStateDict(
    stateDict: Readonly<Record<string, TensorLike>>,
    strict: boolean | { strict?: boolean } = true,
  ): IncompatibleKeys {
    const isStrict = typeof strict === 'object' ? (strict.strict ?? true) : strict;
    if (!isPlainObject(stateDict)) throw new ValueError('A state dict is an object of tensors by name.');
    const state = this.#state();
    const known = new Set(state.map(([name]) => name));
    const missingKeys = [...known].filter((name) => !Object.hasOwn(stateDict, name));
    const unexpectedKeys = Object.keys(stateDict).filter((name) => !known.has(name));
    if (isStrict && missingKeys.length + unexpectedKeys.length > 0) {
      throw new ValueError(`The state dict is not one of ${this.constructor.name}.`, {
        expected: `also ${missingKeys.join(', ') || 'nothing'}`,
        received: `besides, ${unexpectedKeys.join(', ') || 'nothing'}`,
        hint: 'loadStateDict(state, false) takes what there is.',
      });
    }
    const found = state.flatMap(([name, variable]) =>
      Object.hasOwn(stateDict, name) ? [{ name, variable, value: asValue(stateDict[name]!, variable) }] : [],
    );
    for (const { name, variable, value } of found) {
      if (String(value.shape) === String(variable.shape)) continue;
      throw new ValueError(`"${name}" has another shape in the state dict.`, {
        expected: `[${variable.shape}]`,
        received: `[${value.shape}]`,
      });
    }
    for (const { variable, value } of found) variable.assign(value);
    return { missingKeys, unexpectedKeys };
  }

  /** Sets the module, and all in it, to train or not: what is random in training, and statistics of batches, go by it. */
  train(mode: boolean | { mode?: boolean } = true): this {
    this.training = typeof mode === 'object' ? (mode.mode ?? true) : mode;
    for (const [, child] of this.namedChildren()) if (child instanceof Module) child.train(this.training);
    return this;
  }

  /** `train(false)`. */
  eval(): this {
    return this.train(false);
  }

  /** torch's way to move a module. Where values lie is the backend's affair here (`keras.setDevice`). */
  to(_device?: unknown): this {
    return this;
  }

  /** As {@link to}. */
  cpu(): this {
    return this;
  }

  /** All variables by name: the module's own, parameters first, then those of its children. */
  #state(): [string, Variable][] {
    const own = this.#fields().filter((field): field is [string, Variable] => field[1] instanceof Variable);
    const children = this.namedChildren().flatMap(([name, child]) => {
      const inside = child instanceof Module ? child.#state() : weightsOf(child);
      return inside.map(([innerName, variable]): [string, Variable] => [`${name}.${innerName}`, variable]);
    });
    return [
      ...own.filter(([, { trainable }]) => trainable),
      ...own.filter(([, { trainable }]) => !trainable),
      ...children,
    ];
  }

  /** Values of fields by their names in state dicts. */
  #fields(): [string, unknown][] {
    const { stateNames } = this.constructor as typeof Module;
    return Object.entries(this).map(([field, value]) => [stateNames[field] ?? toPythonName(field), value]);
  }
}

/** The weights of one of Keras's layers, by their names in it. */
const weightsOf = (layer: Layer): [string, Variable][] =>
  layer.weights.map((weight) => [weight.path.split(`${layer.name}/`).pop()!.replaceAll('/', '.'), weight]);

/** Files hold counts as int64; here they have the type of the variable. */
const asValue = (value: TensorLike, { dtype }: Variable): Tensor => ops.cast(value, dtype);
