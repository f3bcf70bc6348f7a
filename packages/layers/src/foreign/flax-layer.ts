import { PythonTypeError, ValueError } from '@org/core';
import { bindOptions, isPlainObject, show } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import {
  assertConfig,
  type CustomObjects,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
  serializeKerasObject,
} from '../serialization/index.js';
import { JaxLayer, type JaxLayerOptions } from './jax-layer.js';
import { serializeModule } from './serialize-module.js';
import { FLAX_LAYER_PARAMETERS, type FlaxLayerArguments } from './signatures.js';

/** Collections of variables by name: `params`, and those that calls change. */
type Variables = Readonly<Record<string, unknown>>;

/** What a layer wraps: an object that makes variables and computes with them, and keeps none. */
export interface FlaxModule {
  /** The variables for inputs of a shape; `rngs` holds keys by name, options are `method` and `training`. */
  init(rngs: never, inputs: never, options: never): unknown;
  /** The outputs; where `mutable` names collections, the outputs and these. Options are `rngs`, `method`, `mutable` and `training`. */
  apply(variables: never, inputs: never, options: never): unknown;
}

/** The method that computes: its name, or a function of the module, the inputs and options. */
export type FlaxMethod = string | ((...args: never[]) => unknown);

export interface FlaxLayerOptions extends LayerOptions, Pick<JaxLayerOptions, 'seed' | 'nativeSerializationPlatforms'> {
  /** An object with `init(rngs, inputs, options)` and `apply(variables, inputs, options)`. */
  module: FlaxModule;
  /** The method that computes: its name, or a function of the module, the inputs and options; left out, the module's own choice. */
  method?: FlaxMethod | null;
  /** The variables, as `init` returns them: an object with `params`, and with the collections that calls change. */
  variables?: Variables | null;
}

type Function = (...args: unknown[]) => unknown;

/**
 * A module in the manner of Flax as a layer. Its variables are made by `init(rngs, inputs, { training, method })`, with keys for
 * `params` and `dropout`. Calls are `apply(variables, inputs, { rngs, mutable, training, method })`: the collection `params` is
 * trained, and all others are non-trainable state, named by `mutable`; `apply` then returns `[outputs, collections]`. In training
 * `rngs` holds a key for `dropout`.
 *
 * A model with such a layer can be saved when the class of the module is registered and has `getConfig` and `fromConfig`.
 *
 * @throws TypeError for a module without `init` and `apply`
 * @example
 * const affine = {
 *   init: (_rngs: unknown, inputs: Tensor) => ({ params: { w: ops.ones([inputs.shape[1]!, 3]) } }),
 *   apply: ({ params }: { params: { w: Tensor } }, inputs: Tensor) => inputs.matmul(params.w),
 * };
 * new FlaxLayer(affine)(x); // shape [10, 3]
 */
export class FlaxLayer extends JaxLayer {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'FlaxLayer');

  readonly module: FlaxModule;
  readonly method: FlaxMethod | null;

  constructor(...args: FlaxLayerArguments) {
    const { module, method: given = null, variables = null, ...others } = bindOptions(FLAX_LAYER_PARAMETERS, args);
    assertModule(module);
    const method = nameIn(module, given);
    const { init, apply } = module as unknown as Record<'init' | 'apply', Function>;
    const how = method === null ? {} : { method };
    const callFn = (params: Variables, state: Variables, rngs: unknown, inputs: unknown, training: boolean) => {
      const collections = Object.keys(state ?? {});
      const mutable = collections.length > 0 ? collections : false;
      const result = apply.call(module, { ...params, ...state }, inputs, { rngs, mutable, training, ...how });
      return mutable ? withCollections(result, collections) : [result, state];
    };
    super({
      ...others,
      callFn,
      initFn: (rngs: unknown, inputs: unknown, training: boolean) =>
        parted(init.call(module, rngs, inputs, { training, ...how })),
      callParameters: ['params', 'state', 'rng', 'inputs', 'training'],
      initParameters: ['rng', 'inputs', 'training'],
      ...(variables && fromPair(parted(variables))),
    });
    this.module = module;
    this.method = method;
  }

  protected override _getInitRng(): unknown {
    return { params: this._getInitSeed(), dropout: this._getInitSeed() };
  }

  protected override _getCallRng(training: boolean): unknown {
    return training ? { dropout: this._getCallSeed() } : {};
  }

  override getConfig(): Record<string, unknown> {
    // The functions come from the module.
    const { call_fn, init_fn, call_parameters, init_parameters, ...config } = super.getConfig();
    return { ...config, module: serializeModule(this.module), method: serializeKerasObject(this.method) };
  }

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
    const module = deserializeKerasObject(config.module, { customObjects });
    // A name is that of a method, whatever is registered under it.
    const { method } = config;
    return newFromConfig(this, {
      ...config,
      module,
      method: typeof method === 'string' ? method : deserializeKerasObject(method, { customObjects }),
    });
  }
}

function assertModule(module: unknown): asserts module is FlaxModule {
  const { init, apply } = Object(module) as Record<'init' | 'apply', unknown>;
  if (typeof init === 'function' && typeof apply === 'function') return;
  throw new PythonTypeError('A FlaxLayer is made from an object with the methods `init` and `apply`.', {
    received: `an object with ${typeof init === 'function' ? 'init' : 'no init'} and ${typeof apply === 'function' ? 'apply' : 'no apply'}`,
  });
}

/**
 * The name of a method of the module, by which files know it; a function that is none of these stays what it is.
 *
 * @throws ValueError for a name that the module does not have
 */
function nameIn(module: FlaxModule, method: FlaxMethod | null): FlaxMethod | null {
  const members = module as unknown as Record<string, unknown>;
  if (typeof method === 'function') return method.name !== '' && members[method.name] === method ? method.name : method;
  if (method === null || typeof members[method] === 'function') return method;
  throw new ValueError(`The module has no method \`${method}\`.`, { received: `method=${show(method)}` });
}

/** The params and the other collections, each with its name, as the trees of a layer. */
function parted(variables: unknown): [params: Variables, state: Variables] {
  if (!isPlainObject(variables)) {
    throw new PythonTypeError('The variables of a module are an object of collections.', {
      expected: 'an object such as { params: { ... }, batch_stats: { ... } }',
      received: String(variables),
    });
  }
  const { params, ...state } = variables;
  return [params === undefined ? {} : { params }, state];
}

const fromPair = ([params, state]: [Variables, Variables]) => ({ params, state });

/** @throws ValueError where `apply` does not return the collections as well */
function withCollections(result: unknown, mutable: readonly string[]): unknown {
  if (Array.isArray(result) && result.length === 2 && isPlainObject(result[1])) return result;
  throw new ValueError('`apply` must return the outputs and the collections that `mutable` names.', {
    expected: `[outputs, { ${mutable.join(', ')} }]`,
    received: Array.isArray(result) ? `a list of ${result.length}` : 'the outputs alone',
  });
}
