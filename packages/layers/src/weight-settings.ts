/**
 * Keras layers take three settings for each of their weights: `kernelInitializer`, `kernelRegularizer`, `kernelConstraint` for a
 * weight named kernel. Here they are typed, resolved and used by the weight's name.
 */
import type { Tensor, TensorLike } from '@org/core';
import type { ClassIn, KnownName, MembersOf, SnakeCase } from '@org/core/internal';
import type * as constraints from './constraints/classes.js';
import { type Constraint, get as getConstraint } from './constraints/index.js';
import type * as initializers from './initializers/classes.js';
import { get as getInitializer, type Initializer, type InitializerFunction } from './initializers/index.js';
import type * as regularizers from './regularizers/classes.js';
import { get as getRegularizer, type Regularizer } from './regularizers/index.js';
import type { SerializedConfig } from './serialization/index.js';

type InitializerClass = Exclude<ClassIn<typeof initializers>, 'Initializer'>;
type InitializerName =
  | InitializerClass
  | SnakeCase<Exclude<InitializerClass, `${string}Initializer`>>
  | 'normal'
  | 'uniform'
  | 'one'
  | 'zero';
type RegularizerClass = Exclude<ClassIn<typeof regularizers>, 'Regularizer'>;
type RegularizerName = RegularizerClass | SnakeCase<RegularizerClass> | 'l1_l2';
type ConstraintClass = Exclude<ClassIn<typeof constraints>, 'Constraint'>;

/** An initializer, its class, its Keras name or config, a function, or the values themselves. */
export type InitializerIdentifier =
  | KnownName<InitializerName>
  | MembersOf<Initializer>
  | (new () => Initializer)
  | InitializerFunction
  | SerializedConfig
  | TensorLike;

/** A regularizer, its class, its Keras name or config, or a function from a weight to a scalar. */
export type RegularizerIdentifier =
  | KnownName<RegularizerName>
  | MembersOf<Regularizer>
  | (new () => Regularizer)
  | ((x: Tensor) => Tensor)
  | SerializedConfig
  | null;

/** A constraint, its class, its Keras name or config, or a function from a weight to the weight that it becomes. */
export type ConstraintIdentifier =
  | KnownName<ConstraintClass | SnakeCase<ConstraintClass>>
  | MembersOf<Constraint>
  | (new () => Constraint)
  | ((w: Tensor) => Tensor)
  | SerializedConfig
  | null;

type Suffixed<Names extends string, Suffix extends string, Value> = { [Key in `${Names}${Suffix}`]: Value };

/** The constructor keywords of a layer with weights of these names. */
export type WeightIdentifiers<Names extends string> = Partial<
  Suffixed<Names, 'Initializer', InitializerIdentifier> &
    Suffixed<Names, 'Regularizer', RegularizerIdentifier> &
    Suffixed<Names, 'Constraint', ConstraintIdentifier>
>;

export interface AlphaIdentifiers {
  /** Makes the first value of the slopes. */
  alphaInitializer?: InitializerIdentifier;
  /** A loss of the slopes, which training adds. */
  alphaRegularizer?: RegularizerIdentifier;
  /** What the slopes is moved to after each update. */
  alphaConstraint?: ConstraintIdentifier;
}

export interface BetaIdentifiers {
  /** Makes the first value of the offset. */
  betaInitializer?: InitializerIdentifier;
  /** A loss of the offset, which training adds. */
  betaRegularizer?: RegularizerIdentifier;
  /** What the offset is moved to after each update. */
  betaConstraint?: ConstraintIdentifier;
}

export interface BiasIdentifiers {
  /** Makes the first value of the bias. */
  biasInitializer?: InitializerIdentifier;
  /** A loss of the bias, which training adds. */
  biasRegularizer?: RegularizerIdentifier;
  /** What the bias is moved to after each update. */
  biasConstraint?: ConstraintIdentifier;
}

export interface DepthwiseIdentifiers {
  /** Makes the first value of the kernel of each channel. */
  depthwiseInitializer?: InitializerIdentifier;
  /** A loss of the kernel of each channel, which training adds. */
  depthwiseRegularizer?: RegularizerIdentifier;
  /** What the kernel of each channel is moved to after each update. */
  depthwiseConstraint?: ConstraintIdentifier;
}

export interface EmbeddingsIdentifiers {
  /** Makes the first value of the table. */
  embeddingsInitializer?: InitializerIdentifier;
  /** A loss of the table, which training adds. */
  embeddingsRegularizer?: RegularizerIdentifier;
  /** What the table is moved to after each update. */
  embeddingsConstraint?: ConstraintIdentifier;
}

export interface GammaIdentifiers {
  /** Makes the first value of the scale. */
  gammaInitializer?: InitializerIdentifier;
  /** A loss of the scale, which training adds. */
  gammaRegularizer?: RegularizerIdentifier;
  /** What the scale is moved to after each update. */
  gammaConstraint?: ConstraintIdentifier;
}

export interface KernelIdentifiers {
  /** Makes the first value of the kernel. */
  kernelInitializer?: InitializerIdentifier;
  /** A loss of the kernel, which training adds. */
  kernelRegularizer?: RegularizerIdentifier;
  /** What the kernel is moved to after each update. */
  kernelConstraint?: ConstraintIdentifier;
}

export interface PointwiseIdentifiers {
  /** Makes the first value of the kernel across channels. */
  pointwiseInitializer?: InitializerIdentifier;
  /** A loss of the kernel across channels, which training adds. */
  pointwiseRegularizer?: RegularizerIdentifier;
  /** What the kernel across channels is moved to after each update. */
  pointwiseConstraint?: ConstraintIdentifier;
}

export interface RecurrentIdentifiers {
  /** Makes the first value of the kernel of the state. */
  recurrentInitializer?: InitializerIdentifier;
  /** A loss of the kernel of the state, which training adds. */
  recurrentRegularizer?: RegularizerIdentifier;
  /** What the kernel of the state is moved to after each update. */
  recurrentConstraint?: ConstraintIdentifier;
}

/** The fields that they become. */
export type WeightSettings<Names extends string> = Readonly<
  Suffixed<Names, 'Initializer', Initializer> &
    Suffixed<Names, 'Regularizer', Regularizer | null> &
    Suffixed<Names, 'Constraint', Constraint | null>
>;

/**
 * The settings of all weights from the options given and the default initializers.
 *
 * @example
 * const settings = weightSettings({ biasInitializer: 'ones' }, { kernel: 'glorot_uniform', bias: 'zeros' });
 */
export function weightSettings<Names extends string>(
  options: WeightIdentifiers<NoInfer<Names>>,
  defaultInitializers: Record<Names, string>,
): WeightSettings<Names> {
  const given = options as Record<string, unknown>;
  const settings: Record<string, unknown> = {};
  for (const [name, initializer] of Object.entries(defaultInitializers)) {
    settings[`${name}Initializer`] = getInitializer(given[`${name}Initializer`] ?? initializer);
    settings[`${name}Regularizer`] = getRegularizer(given[`${name}Regularizer`] ?? null);
    settings[`${name}Constraint`] = getConstraint(given[`${name}Constraint`] ?? null);
  }
  return settings as WeightSettings<Names>;
}

/** The settings of one weight, as `addWeight` takes them. */
export function settingsOf<Name extends string>(layer: WeightSettings<Name>, name: Name) {
  const fields = layer as unknown as Record<string, unknown>;
  return {
    initializer: fields[`${name}Initializer`],
    regularizer: fields[`${name}Regularizer`],
    constraint: fields[`${name}Constraint`],
  };
}
