/**
 * The door for the other packages of this repository: what they need of the engine beyond its public surface. It may change with any
 * version.
 */
export { openBackend } from './backend/devices.js';
export { enter, innermost, type ScopeKind, scoped, scopedUntilSettled, scopeKind, valuesOf } from './context.js';
