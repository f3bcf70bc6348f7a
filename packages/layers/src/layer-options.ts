/** What every layer, and every weight, may be made with. */
import type { DType, Shape, SymbolicShape } from '@org/core';
import type { KnownName } from '@org/core/internal';
import type { DTypePolicy } from './dtype-policy.js';
import type { RegularizerIdentifier } from './weight-settings.js';

/** Keywords that every layer takes. */
export interface LayerOptions {
  /** A loss of the outputs, which training adds. */
  activityRegularizer?: RegularizerIdentifier;
  /** Whether training changes the weights. */
  trainable?: boolean;
  /** The type of weights and computation: a dtype, or a policy or its name, such as 'mixed_float16'; null is that of the configuration. */
  dtype?: KnownName<DType | 'mixed_float16' | 'mixed_bfloat16'> | DTypePolicy | Record<string, unknown> | null;
  /** Whether floating-point inputs are cast to the type of the computation. */
  autocast?: boolean;
  /** The layer's name; by default one made from that of the class. */
  name?: string | null;
  /** Shape of one sample, for the first layer of a Sequential model. */
  inputShape?: SymbolicShape;
}

/** What `call` takes besides inputs where a layer may do otherwise in training. */
export interface TrainingOptions {
  /** Whether the call is one of training; by default that of the layer around it. */
  training?: boolean | null;
}

/** Names of the keywords of {@link LayerOptions}, after a layer's own parameters. */
export const LAYER_KEYWORDS = ['activityRegularizer', 'trainable', 'dtype', 'autocast', 'name', 'inputShape'] as const;

/** What a weight is made from; `shape` of a scalar is []. */
export interface WeightOptions {
  shape?: Shape;
  initializer?: unknown;
  dtype?: string | null;
  trainable?: boolean;
  autocast?: boolean;
  regularizer?: unknown;
  constraint?: unknown;
  aggregation?: 'none' | 'mean' | 'sum' | 'only_first_replica';
  overwriteWithGradient?: boolean;
  /** The name of the weight. */
  name?: string | null;
}
