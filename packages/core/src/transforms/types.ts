import type { TypedArray } from '../dtype.js';
import type { Nested, Tensor, TensorLike } from '../tensor/tensor.js';

type Leaf = Tensor | number | boolean | TypedArray | { readonly value: Tensor };

/** What a function sees of a tree given to it: a tensor for every number, tensor or variable. */
export type TensorsOf<T> = T extends Leaf
  ? Tensor
  : T extends readonly unknown[]
    ? { -readonly [K in keyof T]: TensorsOf<T[K]> }
    : T extends (...args: never[]) => unknown
      ? T
      : T extends object
        ? { [K in keyof T]: TensorsOf<T[K]> }
        : T;

/** The same where nested arrays of numbers are tensors. */
export type ArraysOf<T> = T extends Leaf
  ? Tensor
  : T extends readonly Nested[]
    ? Tensor
    : T extends readonly unknown[]
      ? { -readonly [K in keyof T]: ArraysOf<T[K]> }
      : T extends (...args: never[]) => unknown
        ? T
        : T extends object
          ? { [K in keyof T]: ArraysOf<T[K]> }
          : T;

/** An argument of a function of tensors: numbers and nested arrays will do for tensors. */
export type Loose<T> = unknown extends T
  ? T
  : Tensor extends T
    ? TensorLike
    : T extends (...args: never[]) => unknown
      ? T
      : T extends readonly unknown[]
        ? { [K in keyof T]: Loose<T[K]> }
        : T extends object
          ? { [K in keyof T]: Loose<T[K]> }
          : T;

/** Arguments of a function of tensors, as its caller may give them. */
export type LooseArgs<Args extends readonly unknown[]> = { [K in keyof Args]: Loose<Args[K]> };

/** Positions of arguments: one, or several. */
export type Argnums = number | readonly number[];

/** The arguments at some positions, as tensors: one tree for one position, a tuple for several. */
export type At<Args extends readonly unknown[], N extends Argnums> = N extends readonly number[]
  ? { -readonly [K in keyof N]: ArraysOf<Args[N[K] & keyof Args]> }
  : ArraysOf<Args[N & keyof Args]>;
