import { Optimizer as Base } from './optimizer.js';

/**
 * The base class of optimizers, as `keras.Optimizer`: a name of its own, since esbuild, when it splits a program, loads whatever the
 * package's index exports by name if any part of the program uses it.
 */
export const Optimizer = Base;
export type Optimizer = Base;
