/** Hessians of losses of batches, and rows in the form in which they are multiplied with them. */
import { grad, jvp, lax, ops, type Tensor, type TensorLike, type Variable, vjp, vmap } from '@org/core';
import { AffineHessian } from './affine-hessian.js';
import { type AffineStage, normalized, parametersOf } from './affine-stages.js';
import type { LossOf, NearCodes } from './near-codes.js';

export interface Hessians {
  /** How many rows are best multiplied at once. */
  readonly atOnce: number;
  /** Rows [rows, numbers] to parts [rows, ...], without changing products of rows, and back. */
  split(rows: Tensor): Tensor[];
  join(parts: readonly Tensor[]): Tensor;
  /**
   * The Hessian of a batch's loss, times a number, times rows, added to what there is.
   *
   * @param rows parts [groups, rows, ...]: the rows of a group are multiplied at once, groups one after the other
   * @param totals in the same form
   */
  addProducts(totals: readonly Tensor[], batch: Tensor, factor: TensorLike, rows: readonly Tensor[]): Tensor[];
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

/** Rows that are multiplied at once, and examples that they meet: more leave the processor's caches. */
const [ROWS, MEETINGS] = [12, 600];

/** Of any loss: rows are tangents that go through its gradient. */
export function hessiansOfLoss(
  owner: Parameters,
  count: number,
  lossOf: (batch: Tensor, factor: TensorLike) => LossOf,
): Hessians {
  return {
    atOnce: Math.max(1, Math.min(ROWS, Math.floor(MEETINGS / count))),
    split: (rows) => [rows],
    join: ([rows]) => rows!,
    addProducts(totals, batch, factor, rows) {
      const loss = lossOf(batch, factor);
      const gradient = (...given: Tensor[]) => grad(loss)(given as never) as unknown as Tensor[];
      const one = (row: Tensor) => flatten(change(gradient as never, owner.values, owner.unflatten(row)));
      return sums(
        totals,
        byGroups(([group]) => [vmap(one)(group!) as Tensor], rows),
      );
    },
  };
}

/** The same for stages, which go through batches in blocks of examples. */
const [STAGE_ROWS, BLOCK] = [24, 50];

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
  const times = (hessian: AffineHessian, rows: readonly Tensor[]) => {
    const tangents = vmap((row: Tensor[]) => change(matricesOf as never, [parts], [row]))(rows as never);
    const products = hessian.times(tangents as unknown as Tensor[]);
    const one = (row: Tensor[], product: Tensor[]) => change(pull as never, [parts, hessian.gradient], [row, product]);
    return vmap(one as never)(rows as never, products as never) as unknown as Tensor[];
  };
  return {
    atOnce: STAGE_ROWS,
    split: (rows) => vmap((row: Tensor) => partsOf(owner.unflatten(row)))(rows) as unknown as Tensor[],
    join: (found) => {
      const [, back] = vjp(partsOf as never, values as never);
      return vmap((one: Tensor[]) => flatten((back(one) as unknown as [Tensor[]])[0]))(found as never) as Tensor;
    },
    addProducts(totals, batch, factor, rows) {
      const { args, slope, curvature } = near(batch, factor);
      const matrices = matricesOf(parts);
      const addBlock = (before: readonly Tensor[], [x, slope, curvature]: readonly Tensor[]) => {
        const hessian = new AffineHessian(stages, x!, matrices, { slope: slope!, curvature: curvature! });
        return sums(
          before,
          byGroups((group) => times(hessian, group), rows),
        );
      };
      const blocks = inBlocks([args[0] as Tensor, slope, curvature]);
      if (blocks[0]!.shape[0] === 1)
        return addBlock(
          totals,
          blocks.map((each) => ops.squeeze(each, 0)),
        );
      const step = (before: Tensor[], block: Tensor[]) => [addBlock(before, block), null];
      return (lax.scan(step as never, totals as never, blocks as never) as unknown as [Tensor[]])[0];
    },
  };
}

/** Examples [N, ...] as [blocks, examples, ...], filled up with zeros, which have no part in any product. */
function inBlocks(all: readonly Tensor[]): Tensor[] {
  const count = all[0]!.shape[0]!;
  const blocks = Math.ceil(count / BLOCK);
  const size = Math.ceil(count / blocks);
  return all.map((x) => {
    const filled = ops.pad(
      x,
      x.shape.map((_, axis) => [0, axis === 0 ? blocks * size - count : 0] as [number, number]),
    );
    return ops.reshape(filled, [blocks, size, ...x.shape.slice(1)]);
  });
}

function byGroups(run: (group: readonly Tensor[]) => Tensor[], rows: readonly Tensor[]): Tensor[] {
  // Without a loop, what is made of the batch for a product is still near when the rows come.
  if (rows[0]!.shape[0] === 1) {
    return run(rows.map((part) => ops.squeeze(part, 0))).map((part) => ops.expandDims(part, 0));
  }
  const step = (_: null, group: readonly Tensor[]) => [null, run(group)] as const;
  return (lax.scan(step as never, null, rows as never) as unknown as [null, Tensor[]])[1];
}

export const sums = (a: readonly Tensor[], b: readonly Tensor[]): Tensor[] => a.map((part, i) => part.add(b[i]!));

/** Products of rows [rows, numbers] with the Hessian of a batch. */
export function productsOf(hessians: Hessians, batch: Tensor, rows: Tensor): Tensor {
  const group = hessians.split(rows).map((part) => ops.expandDims(part, 0));
  const nothing = group.map((part) => ops.zerosLike(part));
  return hessians.join(hessians.addProducts(nothing, batch, 1, group).map((part) => ops.squeeze(part, 0)));
}
