/** Hessians of losses of batches, and rows in the form in which they are multiplied with them. */
import { grad, jvp, lax, ops, type Tensor, type TensorLike, type Variable, vjp, vmap } from '@org/core';
import { AffineHessian } from './affine-hessian.js';
import { type AffineStage, normalized, parametersOf } from './affine-stages.js';
import type { LossOf, NearCodes } from './near-codes.js';

/** A function that multiplies with some rows at once; rows have parts, [rows, ...] each. */
export type Times = (rows: readonly Tensor[]) => Tensor[];

export interface Hessians {
  /** Rows [rows, numbers] to parts, without changing products of rows, and back. */
  split(rows: Tensor): Tensor[];
  join(parts: readonly Tensor[]): Tensor;
  /** The Hessian of a batch's loss, times a number. */
  of(batch: Tensor, factor: TensorLike): Times;
}

/** What is differentiated by. */
interface Parameters {
  readonly parameters: readonly Variable[];
  readonly values: Tensor[];
  /** A row in the shapes of the parameters. */
  unflatten(row: Tensor): Tensor[];
}

const flatten = (values: readonly Tensor[]): Tensor =>
  ops.concatenate(
    values.map((value) => ops.reshape(value, [-1])),
    0,
  );

/** How a function changes from some values along others. */
const change = (run: (...given: never[]) => unknown, values: readonly unknown[], along: readonly unknown[]) =>
  (jvp(run as never, values as never, along as never) as unknown as [unknown, Tensor[]])[1];

export function hessiansOfLoss(owner: Parameters, lossOf: (batch: Tensor, factor: TensorLike) => LossOf): Hessians {
  return {
    split: (rows) => [rows],
    join: ([rows]) => rows!,
    of(batch, factor) {
      const loss = lossOf(batch, factor);
      const gradient = (...given: Tensor[]) => grad(loss)(given as never) as unknown as Tensor[];
      const one = (row: Tensor) => flatten(change(gradient as never, owner.values, owner.unflatten(row)));
      return ([rows]) => [vmap(one)(rows!) as Tensor];
    },
  };
}

/** The parts are the matrices of stages, and then what normalizes outputs. */
export function hessiansOfStages(
  owner: Parameters,
  stages: readonly AffineStage[],
  near: (batch: Tensor, factor: TensorLike) => NearCodes,
): Hessians {
  const { parameters, values } = owner;
  const partsOf = (given: readonly Tensor[]) => {
    const valuesOf = (own: readonly Variable[]) => own.map((parameter) => given[parameters.indexOf(parameter)]!);
    const rest = stages.map((stage) => valuesOf(parametersOf(stage).slice(stage.parameters.length)));
    return [...stages.map((stage) => stage.matrix(valuesOf(stage.parameters))), ...rest.flat()];
  };
  const parts = partsOf(values);
  const matricesOf = (given: readonly Tensor[]) => {
    let next = stages.length;
    return stages.map((stage, i) => {
      if (!stage.normalization) return given[i]!;
      next += 2;
      return normalized(stage, given[i]!, given.slice(next - 2, next));
    });
  };
  const pull = (given: readonly Tensor[], cotangents: readonly Tensor[]) =>
    (vjp(matricesOf as never, given as never)[1](cotangents) as unknown as [Tensor[]])[0];
  return {
    split: (rows) => vmap((row: Tensor) => partsOf(owner.unflatten(row)))(rows) as unknown as Tensor[],
    join: (found) => {
      const [, back] = vjp(partsOf as never, values as never);
      return vmap((one: Tensor[]) => flatten((back(one) as unknown as [Tensor[]])[0]))(found as never) as Tensor;
    },
    of(batch, factor) {
      const { args, ...expansion } = near(batch, factor);
      const hessian = new AffineHessian(stages, args[0] as Tensor, matricesOf(parts), expansion);
      return (rows) => {
        const tangents = vmap((row: Tensor[]) => change(matricesOf as never, [parts], [row]))(rows as never);
        const products = hessian.times(tangents as unknown as Tensor[]);
        const one = (row: Tensor[], product: Tensor[]) =>
          change(pull as never, [parts, hessian.gradient], [row, product]);
        return vmap(one as never)(rows as never, products as never) as unknown as Tensor[];
      };
    },
  };
}

/** Products of rows [parts, rows, ...]: those of a part at once, parts one after the other. */
export function productsInParts(times: Times, rows: readonly Tensor[]): Tensor[] {
  const step = (_: null, part: Tensor[]) => [null, times(part)] as const;
  return (lax.scan(step as never, null, rows as never) as unknown as [null, Tensor[]])[1];
}

/** Products of rows [rows, numbers] with the Hessian of a batch. */
export const productsOf = (hessians: Hessians, batch: Tensor, rows: Tensor): Tensor =>
  hessians.join(hessians.of(batch, 1)(hessians.split(rows)));
