import {
  type DType,
  floatx,
  isVariable,
  NotImplementedError,
  nameScope,
  ops,
  type Shape,
  type Tensor,
  type TensorLike,
  ValueError,
  Variable,
  type VariableOptions,
  withValues,
} from '@org/core';
import {
  autoName,
  bindArguments,
  bindOptions,
  Callable,
  currentTraces,
  fromHost,
  fromNumbers,
  isPlainObject,
  type PythonArguments,
  requireKind,
} from '@org/core/internal';
import { type DTypePolicy, getDtypePolicy, initializers } from '@org/layers';
import {
  type FromOptions,
  newFromConfig,
  registerKerasObject,
  trackedFields,
  withArguments,
} from '@org/layers/internal';
import {
  ADD_VARIABLE_PARAMETERS,
  ADD_WEIGHT_PARAMETERS,
  type AddVariableArguments,
  type AddWeightArguments,
  METRIC_PARAMETERS,
  type MetricArguments,
  STATELESS_RESULT_PARAMETERS,
  type StatelessResultArguments,
} from './signatures.js';

export interface MetricOptions {
  /** The name; by default one made from that of the class. */
  name?: string | null;
  /** The type of the state and of the result: a dtype or a policy; null is floatx. */
  dtype?: string | DTypePolicy | null;
}

export interface MetricVariableOptions {
  shape: Shape;
  initializer?: unknown;
  dtype?: string | null;
  aggregation?: VariableOptions['aggregation'];
  /** The name of the variable. */
  name?: string | null;
}

export type MetricWeightOptions = Partial<Omit<MetricVariableOptions, 'aggregation'>>;

/** Whether larger values are better ('up') or smaller ones ('down'); null where nobody knows. */
export type Direction = 'up' | 'down' | null;

const updateParameters = ['yTrue', 'yPred', 'sampleWeight'] as const;

/** What `updateState` of a metric of targets and predictions takes. */
export type UpdateArguments = PythonArguments<
  typeof updateParameters,
  [yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike | null]
>;

export interface Update {
  readonly yTrue: TensorLike;
  readonly yPred: TensorLike;
  readonly sampleWeight: TensorLike | null;
}

/** The arguments of `updateState`, by position or with a trailing `{ sampleWeight }`. */
export function bindUpdate(args: readonly unknown[]): Update {
  const [yTrue, yPred, sampleWeight = null] = bindArguments('updateState', updateParameters, 2, args);
  return { yTrue, yPred, sampleWeight } as Update;
}

export interface Metric<Result = Tensor> {
  /** Updates the state and returns the result. */
  (...given: readonly unknown[]): Result;
}

/** What metrics of unknown kind may give: a tensor, a variable, or several of them by name. */
export type MetricResult = Tensor | Variable | { readonly [name: string]: MetricResult };

/** What `statelessResult` takes. */
export interface StatelessResultOptions {
  metricVariables: readonly TensorLike[];
}

const valueParameters = ['values', 'sampleWeight'] as const;

/** What `updateState` of a metric of values takes. */
export type ValuesArguments = PythonArguments<
  typeof valueParameters,
  [values: TensorLike, sampleWeight?: TensorLike | null]
>;

/** The arguments of `updateState` of a metric of values. */
export const bindValues = (args: readonly unknown[]) =>
  bindArguments('updateState', valueParameters, 1, args) as [TensorLike, TensorLike | null | undefined];

export type AddWeightOptions = MetricWeightOptions;

export type AddVariableOptions = MetricVariableOptions;

/** The variables of a metric that are its own business: not Keras's, not in `variables`, and zero where a state is given from outside. */
export const unlisted = Symbol('unlisted');

/**
 * A running statistic. Subclasses make variables in the constructor, update them in `updateState` and compute the present value in
 * `result`; all three work eagerly and inside a compiled step.
 *
 * @example
 * const mean = new Mean();
 * mean.updateState([1, 3]);
 * await mean.result().item(); // 2
 */
export class Metric<Result = Tensor> extends Callable {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, { module: 'keras.metrics', name: 'Metric' });

  name: string;
  /** Which way the metric improves, for callbacks that look for the best value. */
  readonly _direction: Direction = null;
  readonly #dtype: DType;
  /** Variables in the order in which they became this metric's. */
  readonly #tracked = new Set<Variable>();
  readonly #zeros = new Map<string, Tensor>();

  constructor(...args: MetricArguments) {
    super();
    const { dtype, name } = bindOptions(METRIC_PARAMETERS, args);
    requireKind(new.target.name, 'name', name);
    this.name = name || autoName(new.target.name);
    this.#dtype = getDtypePolicy(dtype ?? floatx()).computeDtype;
  }

  get dtype(): DType {
    return this.#dtype;
  }

  /** The state, in the order in which it was made, then that of metrics held in fields, arrays and plain objects. */
  get variables(): Variable[] {
    this.#track(trackedFields(this, isVariable));
    return [...new Set([...this.#tracked, ...this.#inner().flatMap(({ variables }) => variables)])];
  }

  get [unlisted](): readonly Variable[] {
    return this.#inner().flatMap((metric) => metric[unlisted]);
  }

  #inner(): readonly Metric<unknown>[] {
    return trackedFields(this, (field): field is Metric<unknown> => field instanceof Metric);
  }

  #track(variables: readonly Variable[]): void {
    for (const variable of variables) this.#tracked.add(variable);
  }

  /** Adds a non-trainable variable that `resetState` sets to zero. */
  addVariable(...args: AddVariableArguments): Variable {
    const options = bindOptions(ADD_VARIABLE_PARAMETERS, args);
    const { shape, initializer = 'zeros', dtype, aggregation = 'sum', name = null } = options;
    const variable = nameScope(this.name.replaceAll('/', '>'), () => {
      const given = { shape, dtype: dtype ?? floatx(), trainable: false, aggregation, name };
      return new Variable(initializers.get(initializer)!, given);
    });
    this.#track([...trackedFields(this, isVariable), variable]);
    return variable;
  }

  /** The same, with other positions; without a shape it is a number. */
  addWeight(...args: AddWeightArguments): Variable {
    const options = bindOptions(ADD_WEIGHT_PARAMETERS, args);
    return this.addVariable({ shape: [], ...options });
  }

  /** Takes in a batch. */
  updateState(..._given: readonly unknown[]): void {
    throw new NotImplementedError(`${this.constructor.name} must define updateState().`);
  }

  /** The value of everything seen since the last reset. */
  result(): Result {
    throw new NotImplementedError(`${this.constructor.name} must define result().`);
  }

  /** Starts anew. */
  resetState(): void {
    const isTraced = currentTraces().length > 0;
    for (const variable of countedBy([this])) variable.assign(isTraced ? zerosFor(variable) : this.#zeroFor(variable));
  }

  /** Variables of one kind share their zero, which a device is sent once. */
  #zeroFor({ shape, size, dtype }: Variable): Tensor {
    const kind = `${dtype}[${shape}]`;
    const zero = this.#zeros.get(kind) ?? fromHost(fromNumbers(new Float64Array(size), dtype, shape));
    this.#zeros.set(kind, zero);
    return zero;
  }

  override invoke(...given: readonly unknown[]): Result {
    this.updateState(...given);
    return this.result();
  }

  // ---- the same without side effects, on values given for the variables

  /** The values of the variables after an update that starts from the given ones. */
  statelessUpdateState(
    ...given:
      | [metricVariables: readonly TensorLike[], ...update: readonly unknown[]]
      | [keywords: { metricVariables: readonly TensorLike[]; [name: string]: unknown }]
  ): Tensor[] {
    const [metricVariables, ...update] = stateFirst(given);
    return this.#withState(metricVariables, () => this.updateState(...update)).values;
  }

  /** The result for the given values of the variables. */
  statelessResult(...args: StatelessResultArguments): Result {
    const { metricVariables } = bindOptions(STATELESS_RESULT_PARAMETERS, args);
    return this.#withState(metricVariables, () => this.result()).result;
  }

  /** The values of the variables after a reset. */
  statelessResetState(): Tensor[] {
    const present = this.variables.map(({ uncast }) => uncast);
    return this.#withState(present, () => this.resetState()).values;
  }

  #withState<T>(given: readonly TensorLike[], body: () => T): { result: T; values: Tensor[] } {
    const { variables } = this;
    if (given.length !== variables.length) {
      throw new ValueError(`${this.constructor.name} got values for another number of variables.`, {
        expected: `${variables.length}: ${variables.map(({ path }) => path).join(', ')}`,
        received: `${given.length}`,
      });
    }
    const pairs = variables.map((variable, i) => [variable, given[i]!] as const);
    const { result, valueOf } = withValues([...pairs, ...unlistedZeros([this])], body);
    return { result, values: variables.map(valueOf) };
  }

  // ---- configuration

  /** What a copy is made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return withArguments(this, baseConfig(this));
  }

  static fromConfig<T extends Metric<unknown>>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): Metric<unknown>;
  static fromConfig<T extends Metric<unknown>>(this: FromOptions<T>, config: Record<string, unknown>): T {
    return newFromConfig(this, config);
  }

  override toString(): string {
    return `<${this.constructor.name} name=${this.name}>`;
  }
}

/** All that metrics have counted. */
export const countedBy = (metrics: readonly Metric<unknown>[]): Variable[] => [
  ...metrics.flatMap(({ variables }) => variables),
  ...metrics.flatMap((metric) => metric[unlisted]),
];

/** What metrics start from, apart from their variables, where these have values from outside. */
export const unlistedZeros = (metrics: readonly Metric<unknown>[]): [Variable, Tensor][] =>
  metrics.flatMap((metric) => metric[unlisted].map((variable): [Variable, Tensor] => [variable, zerosFor(variable)]));

const zerosFor = ({ shape, dtype }: Variable): Tensor => ops.zeros(shape, dtype) as Tensor;

/** The values of the variables, then what `updateState` takes: its own names in an object, if they come by name. */
function stateFirst(given: readonly unknown[]): [readonly TensorLike[], ...unknown[]] {
  const [first] = given;
  if (given.length !== 1 || !isPlainObject(first)) return given as [readonly TensorLike[]];
  const { metricVariables, ...others } = first;
  bindArguments('statelessUpdateState', ['metricVariables'], 1, [metricVariables]);
  return [metricVariables as readonly TensorLike[], others];
}

/** The part of a config that all metrics share. */
export const baseConfig = ({ name, dtype }: Metric<unknown>): Record<string, unknown> => ({ name, dtype });
