/** What every layer, and every weight, may be made with. */
import type { Shape, SymbolicShape } from '@org/core';
import type { DTypePolicy } from './dtype-policy.js';

/** Keywords that every layer takes. */
export interface LayerOptions {
  activityRegularizer?: unknown;
  trainable?: boolean;
  dtype?: string | DTypePolicy | Record<string, unknown> | null;
  autocast?: boolean;
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
  name?: string | null;
}
