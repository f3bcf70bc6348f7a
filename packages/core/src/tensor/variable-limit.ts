/** Bounds what the variables take that a body makes: the config of a file may name sizes that its weights do not have. */
import { innermost, scoped, scopeKind } from '../context.js';
import { type DType, itemSize } from '../dtype.js';
import type { Shape } from '../shape.js';

/** Throws when a variable is too large. */
type Claim = (bytes: number, name: string) => void;

const claims = scopeKind<Claim>();

/** In `body`, `claim` is asked before a variable gets its first value. */
export const withVariableLimit = <T>(claim: Claim, body: () => T): T => scoped(claims, claim, body);

/** Asks whether a variable may be made here. */
export function claimVariable(shape: Shape, dtype: DType, name: string): void {
  innermost(claims)?.(
    shape.reduce((product, size) => product * size, itemSize(dtype)),
    name,
  );
}
