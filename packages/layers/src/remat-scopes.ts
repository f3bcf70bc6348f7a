/** The scope that layers are made in, as layers know it: a program that opens none has nothing of what it does. */
import { innermost, scopeKind } from '@org/core/internal';
import type { Layer } from './layer.js';
import type { Compute } from './rematerialize.js';

export const rematerialize = Symbol('rematerialize');

export interface RematScopeLike {
  /** What a layer that was made in the scope computes, or the same with fewer values kept. */
  [rematerialize](layer: Layer, compute: Compute): Compute;
}

export const rematScopes = scopeKind<RematScopeLike>();

/** The scope that layers are made in now. */
export const currentRematScope = (): RematScopeLike | null => innermost(rematScopes) ?? null;
