import { isVariable, PythonTypeError, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindArguments, bindOptions, isPlainObject, symbolicResult } from '@org/core/internal';
import type { InputShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import { recordOf } from '../layer-base.js';
import type { LayerOptions } from '../layer-options.js';
import { type LoadArguments, type SaveArguments, storeIn } from '../layer-state.js';
import { noteVariable } from '../layer-tree.js';
import {
  assertConfig,
  type CustomObjects,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
  registerKerasObject,
} from '../serialization/index.js';
import { runsUsersCode } from '../users-code.js';
import { serializeModule } from './serialize-module.js';
import { TORCH_MODULE_WRAPPER_PARAMETERS, type TorchModuleWrapperArguments } from './signatures.js';

type Named = Iterable<readonly [name: string, variable: Variable]>;

/** What a layer wraps: an object in the manner of `torch.nn.Module`, whose parameters and buffers are variables. */
export interface TorchModule {
  forward(...inputs: never[]): unknown;
  /** What training changes; a variable that is not `trainable` is torch's `requires_grad=False`. */
  parameters(recurse?: boolean): Iterable<Variable>;
  /** What calls change, such as moving statistics. */
  buffers?(): Iterable<Variable>;
  /** The same with their names, under which files hold them. */
  namedParameters?(): Named;
  namedBuffers?(): Named;
  /** Sets the mode of training, or with false that of inference. */
  train?(mode?: boolean): unknown;
  eval?(): unknown;
  /** Whether it makes parameters when it is first called. */
  hasUninitializedParams?(): boolean;
}

export interface TorchModuleWrapperOptions extends LayerOptions {
  /** An object with `forward` and `parameters`, and what it has of `buffers`, `namedParameters`, `namedBuffers`, `train` and `eval`. */
  module: TorchModule;
  /** The shape of the output with the batch axis; left out, it is found by tracing. */
  outputShape?: InputShape | null;
}

/**
 * A module in the manner of torch as a layer: its parameters and buffers are the weights of the layer, and stay those of the module.
 * Calls are `forward`, after `eval()` in inference and `train()` otherwise. Files hold the weights under the names that
 * `namedParameters` and `namedBuffers` give.
 *
 * A model with such a layer can be saved when the class of the module is registered and has `getConfig` and `fromConfig`.
 *
 * @throws TypeError for a module without `forward` or `parameters`, or with parameters that are no variables
 * @example
 * const w = new Variable(ops.ones([4, 3]), { name: 'w' });
 * const linear = { parameters: () => [w], forward: (x: Tensor) => x.matmul(w) };
 * new TorchModuleWrapper(linear)(x); // shape [10, 3]
 */
export class TorchModuleWrapper extends Layer {
  // Not as other layers: its call takes as many inputs as the module.
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.layers',
    name: 'TorchModuleWrapper',
  });

  readonly outputShape: InputShape | null;
  readonly #module: TorchModule;
  /** The weights by their names in the module. */
  readonly #named: ReadonlyMap<string, Variable>;

  constructor(...args: TorchModuleWrapperArguments) {
    const options = bindOptions(TORCH_MODULE_WRAPPER_PARAMETERS, args);
    super(options);
    const { module, outputShape = null } = options;
    assertModule(module);
    this.outputShape = outputShape;
    this.#module = module;
    const parameters = named(module.namedParameters?.() ?? module.parameters());
    const buffers = named(module.namedBuffers?.() ?? module.buffers?.() ?? [], 'buffers.');
    for (const [, buffer] of buffers) buffer.trainable = false;
    this.#named = new Map([...parameters, ...buffers]);
    for (const [name, variable] of this.#named) {
      // Optimizers name what they keep for a weight by its path.
      if (variable.path === variable.name) variable.path = `${this.name}/${name}`;
      recordOf(this).weights.push(variable);
      noteVariable(this, variable);
    }
    this.built = true;
  }

  get module(): TorchModule {
    return this.#module;
  }

  /** The parameters of the module, with those of the modules in it unless `recurse` is false. */
  parameters(...args: [recurse?: boolean] | [keywords: { recurse?: boolean }]): Iterable<Variable> {
    const [recurse = true] = bindArguments('parameters', ['recurse'], 0, args) as [boolean?];
    return this.module.parameters(recurse);
  }

  override get [runsUsersCode](): boolean {
    return true;
  }

  override call(inputs: unknown, ...others: readonly unknown[]): unknown {
    const last = others.at(-1);
    const { training, mask: _, ...keywords } = isPlainObject(last) ? last : {};
    const given = [inputs, ...(isPlainObject(last) ? others.slice(0, -1) : others)];
    const { module } = this;
    if (training === false) (module.eval ?? module.train)?.call(module, false);
    else module.train?.();
    const forward = module.forward.bind(module) as (...args: unknown[]) => unknown;
    return forward(...given, ...(Object.keys(keywords).length > 0 ? [keywords] : []));
  }

  override computeOutputSpec(...given: readonly unknown[]): unknown {
    return this.outputShape
      ? super.computeOutputSpec(...given)
      : symbolicResult((inputs, ...others) => this.call(inputs, ...others), given);
  }

  override computeOutputShape(...inputShapes: readonly InputShape[]): InputShape {
    return this.outputShape ?? super.computeOutputShape(...inputShapes);
  }

  /** Puts parameters and buffers into `store` under the names that the module gives them. */
  override saveOwnVariables(...args: SaveArguments): void {
    const store = storeIn('saveOwnVariables', args);
    for (const [name, variable] of this.#named) store[name] = variable.uncast;
  }

  /** @throws ValueError when `store` does not hold what {@link saveOwnVariables} puts there */
  override loadOwnVariables(...args: LoadArguments): void {
    const store: Readonly<Record<string, TensorLike>> = storeIn('loadOwnVariables', args);
    const names = [...this.#named.keys()];
    const missing = names.filter((name) => !Object.hasOwn(store, name));
    const unexpected = Object.keys(store).filter((name) => !this.#named.has(name));
    if (missing.length + unexpected.length > 0) {
      throw new ValueError(`The file has other weights than the module of "${this.name}".`, {
        expected: names.join(', '),
        received: Object.keys(store).join(', ') || 'none',
      });
    }
    for (const [name, variable] of this.#named) variable.assign(store[name]!);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), module: serializeModule(this.module), output_shape: this.outputShape };
  }

  /** @throws ValueError for a module that torch has written, whose code cannot run here */
  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects?: CustomObjects | null,
  ): T;
  static override fromConfig(config: Record<string, unknown>, customObjects?: CustomObjects | null): Layer;
  static override fromConfig<T extends Layer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects: CustomObjects | null = null,
  ): T {
    assertConfig(this, config);
    if (typeof config.module === 'string') {
      throw new ValueError('The module of this layer was written by torch, and its code cannot run here.', {
        hint: 'write the module as a class here, wrap it, and give it the weights of the file: model.loadWeights().',
      });
    }
    return newFromConfig(this, { ...config, module: deserializeKerasObject(config.module, { customObjects }) });
  }
}

function assertModule(module: unknown): asserts module is TorchModule {
  const { forward, parameters, hasUninitializedParams } = Object(module) as Partial<TorchModule>;
  if (typeof forward !== 'function' || typeof parameters !== 'function') {
    throw new PythonTypeError(
      'A TorchModuleWrapper is made from an object with the methods `forward` and `parameters`.',
      {
        received: String(module),
      },
    );
  }
  if (!hasUninitializedParams?.call(module)) return;
  throw new ValueError('A lazy module is wrapped when its parameters are there: call it once before.', {
    received: String(module),
  });
}

/** Variables with their names, or with their numbers where they have none. */
function named(given: Named | Iterable<Variable>, prefix = ''): [name: string, variable: Variable][] {
  return [...(given as Iterable<unknown>)].map((each, i): [string, Variable] => {
    const [name, variable] = Array.isArray(each) ? (each as [unknown, unknown]) : [`${prefix}${i}`, each];
    if (isVariable(variable)) return [String(name), variable];
    throw new PythonTypeError('The parameters and buffers of a module are variables, which it shares with the layer.', {
      received: `${String(name)}: ${String(variable)}`,
      hint: 'new Variable(value, { name }), which has the methods of tensors.',
    });
  });
}
