/** Types of what `attribute` returns. */
import type { Tensor } from '@org/core';
import type { Like } from './inputs.js';

/** What is given for `inputs`: the first position, or by name. */
type InputsIn<Args> = Args extends readonly [infer First, ...unknown[]]
  ? First extends Tensor | readonly unknown[]
    ? First
    : First extends { readonly inputs: infer Named }
      ? Named
      : First
  : never;

type Last<Args> = Args extends readonly [...unknown[], infer Value] ? Value : never;

type WantsDelta<Args, Position> =
  Last<Args> extends { readonly returnConvergenceDelta: infer Wanted }
    ? Wanted
    : Position extends keyof Args
      ? Args[Position] extends boolean
        ? Args[Position]
        : false
      : false;

/** Attributions in the structure of the inputs. */
export type Attributions<Args> = Promise<Like<InputsIn<Args>>>;

/** The same, together with the convergence delta if that is asked for: by name, or at a position. */
export type AttributionsAndDelta<Args, Position extends string, Value = Like<InputsIn<Args>>> = Promise<
  true extends WantsDelta<Args, Position> ? [attributions: Value, delta: Tensor] : Value
>;

/** What is computed for a layer: a tensor, where the layer gives one; several, or a list for several layers, as `Value` says. */
export type LayerResult<Value> = Promise<Value>;

/** The same, together with the convergence delta if that is asked for. */
export type LayerDeltaResult<Args, Position extends string, Value> = AttributionsAndDelta<Args, Position, Value>;
