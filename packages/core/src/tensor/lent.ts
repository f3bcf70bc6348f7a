/** Names of what variables have for the library alone. */

/** The value outside of every trace, for whoever looks at it or updates it, and does not keep it. */
export const lent: unique symbol = Symbol('lent');

/** The same for whoever lets derivatives alone have it: they may ask for it later. */
export const recorded: unique symbol = Symbol('recorded');

/** The same as operations take it, in the dtype in which the layer that is being called computes. */
export const operand: unique symbol = Symbol('operand');

/** The method that assigns a value that nobody else gets. */
export const update: unique symbol = Symbol('update');

/** The method that gives it a value that a run has made for it. */
export const settled: unique symbol = Symbol('settled');
