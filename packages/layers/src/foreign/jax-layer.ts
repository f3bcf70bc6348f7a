import {
  isTensor,
  isVariable,
  random,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  tensor,
  tree,
  ValueError,
  type Variable,
} from '@org/core';
import { asTensor, bindOptions, isFloat, isTypedArray, requireKind, untraced } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { type InputShape, mapShapes } from '../input-shape.js';
import { Layer } from '../layer.js';
import { recordOf } from '../layer-base.js';
import type { LayerOptions } from '../layer-options.js';
import { serializeValue } from '../serialization/configuration.js';
import {
  assertConfig,
  type CustomObjects,
  deserializeKerasObject,
  type FromOptions,
  newFromConfig,
  serializeKerasObject,
} from '../serialization/index.js';
import { runsUsersCode } from '../users-code.js';
import { type FunctionParameters, functionParameters } from './function-parameters.js';
import { JAX_LAYER_PARAMETERS, type JaxLayerArguments } from './signatures.js';

type ModelFunction = (...args: never[]) => unknown;
/** A name of what `callFn` takes. */
export type CallParameter = 'params' | 'state' | 'rng' | 'inputs' | 'training';
/** A name of what `initFn` takes. */
export type InitParameter = Exclude<CallParameter, 'params' | 'state'>;

export interface JaxLayerOptions extends LayerOptions {
  /** A pure function of `params`, `state`, `rng`, `inputs`, `training`, or what it needs of them; with `state` it returns the outputs and the new state. */
  callFn: ModelFunction;
  /** A function of `rng`, `inputs`, `training`, or what it needs of them, that makes the params, or the params and the state. */
  initFn?: ModelFunction | null;
  /** A tree of the first values of what is trained, in place of `initFn`. */
  params?: unknown;
  /** A tree of the first values of what calls change, in place of `initFn`. */
  state?: unknown;
  /** The seed of the keys that `callFn` gets as `rng`. */
  seed?: number | null;
  /** Kept for Keras on TensorFlow. */
  nativeSerializationPlatforms?: readonly string[] | null;
  /** Names of the parameters of `callFn` in their order, after '*' those of a trailing object; needed where a minifier takes names away. */
  callParameters?: readonly (CallParameter | '*')[] | null;
  /** The same of `initFn`. */
  initParameters?: readonly (InitParameter | '*')[] | null;
}

const CALL_PARAMETERS: readonly CallParameter[] = ['params', 'state', 'rng', 'inputs', 'training'];
const INIT_PARAMETERS: readonly InitParameter[] = ['rng', 'inputs', 'training'];

/**
 * A pure function over trees of tensors as a layer, as JAX programs have them: its params are trained, and its state is kept from call
 * to call. Which of `params`, `state`, `rng`, `inputs` and `training` the function takes is read off their names, in any order; where
 * names are missing, or changed by a minifier, their number tells, or `callParameters` declares them.
 *
 * A model with such a layer can be saved when the functions are registered (`registerKerasSerializable`).
 *
 * @throws ValueError for a function that does not take `inputs`, or takes something else; and where there are neither params nor `initFn`
 * @example
 * const init = (rng: Tensor, inputs: Tensor) => ({ w: random.normal([inputs.shape[1]!, 3], { seed: rng }) });
 * new JaxLayer((params: { w: Tensor }, inputs: Tensor) => inputs.matmul(params.w), init)(x); // shape [10, 3]
 */
export class JaxLayer extends Layer {
  static readonly kerasName: string = /* @__PURE__ */ kerasLayer(this, 'JaxLayer');

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  readonly callFn: ModelFunction;
  readonly initFn: ModelFunction | null;
  /** The tree of what is trained: variables where tensors or numbers were given; null before the layer is built. */
  params: unknown = null;
  /** The tree of what calls change. */
  state: unknown = null;
  readonly seedGenerator: random.SeedGenerator | null;
  readonly nativeSerializationPlatforms: readonly string[] | null;
  readonly #call: FunctionParameters;
  readonly #init: FunctionParameters | null;
  readonly #declared: Pick<JaxLayerOptions, 'callParameters' | 'initParameters'>;
  /** The first values that no function makes again. */
  readonly #given: { readonly params: unknown; readonly state: unknown };

  constructor(...args: JaxLayerArguments) {
    const options = bindOptions(JAX_LAYER_PARAMETERS, args);
    const {
      callFn,
      initFn = null,
      params = null,
      state = null,
      callParameters = null,
      initParameters = null,
    } = options;
    super(options);
    requireKind('JaxLayer', 'callFn', callFn);
    this.callFn = callFn;
    this.initFn = initFn;
    this.nativeSerializationPlatforms = options.nativeSerializationPlatforms ?? null;
    this.#declared = { callParameters, initParameters };
    this.#given = { params, state };
    const hasParams = params !== null || initFn !== null;
    const hasState = state !== null || initFn !== null;
    this.#call = functionParameters(callFn, callParameters, {
      owner: 'callFn',
      option: 'callParameters',
      allowed: CALL_PARAMETERS,
      expected: [...(hasParams ? ['params'] : []), ...(state === null ? [] : ['state'])],
      excluded: [...(hasParams || hasState ? [] : ['params']), ...(hasState ? [] : ['state'])],
    });
    this.#init =
      initFn &&
      functionParameters(initFn, initParameters, {
        owner: 'initFn',
        option: 'initParameters',
        allowed: INIT_PARAMETERS,
        expected: ['rng'],
        excluded: [],
      });
    if (!hasParams && !hasState && this.#isStateful) {
      throw new ValueError('`initFn`, `params` and `state` cannot all be null when `callFn` takes params or a state.', {
        received: `callFn(${[...this.#call.positions, ...this.#call.keywords].join(', ')})`,
      });
    }
    this.params = this.#variables(params, true);
    this.state = this.#variables(state, false);
    this.seedGenerator = this.#takes('rng') ? new random.SeedGenerator(options.seed ?? null) : null;
  }

  #takes(name: CallParameter): boolean {
    return this.#call.positions.includes(name) || this.#call.keywords.includes(name);
  }

  get #isStateful(): boolean {
    return this.#takes('params') || this.#takes('state');
  }

  /** The same tree with variables in place of tensors and numbers; whatever else it holds is settings of the model. */
  #variables(values: unknown, trainable: boolean): unknown {
    return tree.treeMap((value: unknown) => {
      const initial = firstValue(value, trainable);
      if (initial === null) return value;
      const hasFloats = isFloat(initial.dtype);
      const settings = { shape: initial.shape, dtype: hasFloats ? null : initial.dtype, trainable };
      const variable = this.addWeight({ ...settings, initializer: initial });
      if (!hasFloats) {
        recordOf(this).fixed.add(variable);
        variable.trainable = false;
      }
      return variable;
    }, values);
  }

  // ---- random numbers

  /** A key for {@link _getInitRng}, of the global generator. */
  protected _getInitSeed(): Tensor {
    return random.drawSeed(null);
  }

  /** A key for {@link _getCallRng}, of the layer's generator. */
  protected _getCallSeed(): Tensor {
    return this.seedGenerator!.next();
  }

  /** What `initFn` gets as `rng`: a key. A subclass may give several, in a tree. */
  protected _getInitRng(): unknown {
    return this._getInitSeed();
  }

  /** What `callFn` gets as `rng`: a key in training, null otherwise. A subclass may give several, in a tree. */
  protected _getCallRng(training: boolean): unknown {
    return training ? this._getCallSeed() : null;
  }

  // ---- build and call

  override get [runsUsersCode](): boolean {
    return true;
  }

  override build(inputShape: InputShape): void {
    if (this.params !== null || this.state !== null || !this.#isStateful) return;
    const ones = (shape: SymbolicShape): Tensor =>
      tensor(
        new Float32Array(shape.reduce<number>((n, dim) => n * (dim ?? 1), 1)).fill(1),
        shape.map((dim) => dim ?? 1),
      );
    // First values depend on nothing that is being traced.
    const made = untraced(() =>
      this.#apply(this.initFn!, this.#init!, {
        rng: () => this._getInitRng(),
        inputs: () => mapShapes(ones, inputShape),
        training: () => true,
      }),
    );
    const [params, state] = this.#takes('state') ? pairOf('initFn', made, '[params, state]') : [made, null];
    this.params = this.#variables(params, true);
    this.state = this.#variables(state, false);
  }

  override call(inputs: unknown, { training = false }: { training?: boolean | null } = {}): unknown {
    const result = this.#apply(this.callFn, this.#call, {
      params: () => valuesOf(this.params),
      state: () => valuesOf(this.state),
      rng: () => this._getCallRng(training ?? false),
      inputs: () => inputs,
      training: () => training ?? false,
    });
    if (!this.#takes('state')) return result;
    const [outputs, state] = pairOf('callFn', result, '[outputs, state]');
    assignState(this.state, state);
    return outputs;
  }

  #apply(
    fn: ModelFunction,
    { positions, keywords }: FunctionParameters,
    values: Record<string, () => unknown>,
  ): unknown {
    const valueOf = (name: string) => values[name]!();
    const options = Object.fromEntries(keywords.map((name) => [name, valueOf(name)]));
    const args = [...positions.map(valueOf), ...(keywords.length > 0 ? [options] : [])];
    return (fn as (...args: unknown[]) => unknown)(...args);
  }

  // ---- configuration

  override getConfig(): Record<string, unknown> {
    const { callFn, initFn } = this;
    const { callParameters, initParameters } = this.#declared;
    return {
      ...super.getConfig(),
      call_fn: serializeKerasObject(callFn),
      init_fn: serializeKerasObject(initFn),
      native_serialization_platforms: this.nativeSerializationPlatforms,
      // Beyond Keras, whose layer is not made again where no function makes its params.
      ...(callParameters && { call_parameters: callParameters }),
      ...(initParameters && { init_parameters: initParameters }),
      ...(!initFn && this.#isStateful && serializeTrees(this.#given)),
    };
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
    const objects = ['call_fn', 'init_fn', 'params', 'state'].filter((key) => key in config);
    const values = objects.map((key) => [key, deserializeKerasObject(config[key], { customObjects })]);
    return newFromConfig(this, { ...config, ...Object.fromEntries(values) });
  }
}

/**
 * The first value of a variable for a leaf of a tree; null for one that is none. Numbers of the params are floats, since they are
 * trained; of the state, a whole number is an integer, as everywhere.
 */
function firstValue(value: unknown, trainable: boolean): Tensor | null {
  if (isTensor(value)) return value;
  if (isTypedArray(value) || typeof value === 'boolean') return asTensor(value as TensorLike);
  if (typeof value !== 'number') return null;
  return trainable ? tensor(value, [], 'float32') : asTensor(value);
}

const valuesOf = (variables: unknown): unknown =>
  tree.treeMap((leaf: unknown) => (isVariable(leaf) ? leaf.value : leaf), variables);

const serializeTrees = (trees: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(trees).map(([key, value]) => [key, serializeValue(value)]));

/** @throws ValueError for a result that is no pair */
function pairOf(owner: string, result: unknown, expected: string): readonly [unknown, unknown] {
  if (Array.isArray(result) && result.length === 2) return result as [unknown, unknown];
  throw new ValueError(`\`${owner}\` must return two things, because \`callFn\` takes a state.`, {
    expected,
    received: Array.isArray(result) ? `a list of ${result.length}` : isTensor(result) ? 'one tensor' : String(result),
  });
}

/** @throws ValueError for a state that is not like the one that there is */
function assignState(state: unknown, next: unknown): void {
  tree.mapStructure(
    (variable: unknown, value: unknown) => {
      if (isVariable(variable)) assign(variable, value);
      else if (variable !== value) throw changed(String(variable), String(value));
    },
    state as tree.Tree<unknown>,
    next as tree.Tree<unknown>,
  );
}

function assign(variable: Variable, given: unknown): void {
  if (!isTensor(given) && typeof given !== 'number' && typeof given !== 'boolean' && !isVariable(given))
    throw changed('a tensor', String(given));
  const value = asTensor(given);
  if (isFloat(value.dtype) && !isFloat(variable.dtype)) {
    throw new ValueError('`callFn` returned a floating state in place of one that began as integers.', {
      expected: variable.dtype,
      received: value.dtype,
      hint: "begin with floats: tensor(0, [], 'float32'), or return integers.",
    });
  }
  variable.assign(value);
}

const changed = (expected: string, received: string) =>
  new ValueError('`callFn` returned a state of another structure than the one it began with.', { expected, received });
