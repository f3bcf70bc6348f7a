/** Functions that golden cases pass to ops, written over the few operations they need. */
export interface CallableOps<T> {
  add(a: T | number, b: T | number): T;
  multiply(a: T | number, b: T | number): T;
  negative(x: T): T;
  sum(x: T): T;
  less(a: T | number, b: T | number): T;
  constant(value: number): T;
}

type NamedCallable = (...args: never[]) => unknown;

/**
 * The table of named callables.
 */
export function namedCallables<T>(ops: CallableOps<T>): Readonly<Record<string, NamedCallable>> {
  const { add, multiply, negative, sum, less, constant } = ops;
  return {
    add,
    square_plus_one: (x: T) => add(multiply(x, x), 1),
    double: (x: T) => multiply(x, 2),
    neg: negative,
    sum_sq: (x: T) => sum(multiply(x, x)),
    scan_cumsum_step: (carry: T, x: T) => [add(carry, x), multiply(add(carry, x), 2)],
    lt10: (i: T, _s: T) => less(i, 10),
    inc3_add: (i: T, s: T) => [add(i, 3), add(s, i)],
    fori_body: (i: T, value: T) => add(multiply(value, 2), i),
    ret_one: () => constant(1),
    ret_two: () => constant(2),
    br_plus: (x: T) => add(x, 1),
    br_times: (x: T) => multiply(x, 3),
    rowdot: (a: T, b: T) => sum(multiply(a, b)),
    map_pair: ([a, b]: [T, T]) => add(multiply(a, 2), b),
  };
}
