/** Label-free explanations by examples: which training examples a representation resembles, or comes from. */
import { evaluate, isTensor, lax, ops, PythonTypeError, type Tensor, ValueError } from '@org/core';
import { type Batches, inputsIn } from './features.js';

/** From inputs, and what the model makes of them, to a number. */
export type ExampleLoss = (input: Tensor, output: Tensor) => Tensor;

/** A model with an encoder in it; for models without, it is all of the model. */
export interface ExplainedModel {
  (inputs: never): unknown;
  readonly encoder?: unknown;
}

/** What all explainers by examples have. */
export abstract class ExampleBasedExplainer {
  /** @throws TypeError for arguments in another order */
  constructor(
    readonly model: ExplainedModel,
    readonly XTrain: Tensor | null,
    readonly lossF: ExampleLoss | null,
  ) {
    const wrong = typeof model !== 'function' ? 'model' : lossF && typeof lossF !== 'function' ? 'lossF' : null;
    if (!wrong && (!XTrain || isTensor(XTrain))) return;
    throw new PythonTypeError(`${wrong ?? 'XTrain'} is no ${wrong ? 'function, layer or model' : 'tensor'}.`, {
      hint: `look at the order of the arguments of ${new.target.name}.`,
    });
  }

  /** @throws ValueError without training inputs */
  protected get trainingInputs(): Tensor {
    if (this.XTrain) return this.XTrain;
    throw new ValueError('The training inputs are missing.', { hint: 'give XTrain to the constructor.' });
  }

  /** Training inputs by their numbers. @throws ValueError without training inputs, or for numbers that are none of theirs */
  protected trainingRows(trainIdx: readonly number[]): Tensor {
    const all = this.trainingInputs;
    const count = all.shape[0]!;
    const isPlace = (at: unknown): boolean => Number.isInteger(at) && (at as number) >= 0 && (at as number) < count;
    if (Array.isArray(trainIdx) && trainIdx.length > 0 && trainIdx.every(isPlace)) return rowsAt(all, trainIdx);
    throw new ValueError('trainIdx says which training examples are compared.', {
      expected: `numbers of them, from 0 to ${count - 1}`,
      received: Array.isArray(trainIdx) ? `[${trainIdx.filter((at) => !isPlace(at))}]` : typeof trainIdx,
    });
  }

  /** The importance of training examples, by their numbers, for each test example: [tests, trainings]. */
  abstract attribute(XTest: Tensor, trainIdx: readonly number[], options?: never): Promise<Tensor>;

  /** The name of the method. */
  abstract toString(): string;
}

/** Some rows of a tensor. */
export const rowsAt = (x: Tensor, indices: readonly number[]): Tensor =>
  ops.take(x, ops.convertToTensor([...indices], 'int32'), { axis: 0 });

/** Rows from one place to another. */
export const rowsBetween = (x: Tensor, start: number, end: number): Tensor =>
  ops.slice(x, [start, ...x.shape.slice(1).map(() => 0)], [end - start, ...x.shape.slice(1)] as number[]);

/** All inputs of a loader as one tensor. */
export async function inputsOf(loader: Batches): Promise<Tensor> {
  const parts: Tensor[] = [];
  for await (const inputs of inputsIn(loader)) parts.push(inputs);
  if (parts.length === 0) throw new ValueError('The loader gives no batches.');
  const all = ops.concatenate(parts, 0);
  await evaluate([all]);
  return all;
}

/** What `run` makes of blocks of rows, one after the other along an axis. */
export async function partsInBlocks(
  x: Tensor,
  size: number,
  run: (block: Tensor) => readonly Tensor[],
  axis = 0,
): Promise<Tensor[]> {
  const count = x.shape[0]!;
  if (count === 0) throw new ValueError('There are no examples.', { received: `[${x.shape}]` });
  const rows = Math.ceil(count / Math.ceil(count / size));
  const blocks: (readonly Tensor[])[] = [];
  for (let start = 0; start < count; start += rows) {
    const found = run(rowsBetween(x, start, Math.min(count, start + rows)));
    await evaluate([...found]);
    blocks.push(found);
  }
  if (blocks.length === 1) return [...blocks[0]!];
  const joined = blocks[0]!.map((_, part) =>
    ops.concatenate(
      blocks.map((block) => block[part]!),
      axis,
    ),
  );
  await evaluate(joined);
  return joined;
}

/** The same for one tensor. */
export const inBlocks = async (x: Tensor, size: number, run: (block: Tensor) => Tensor): Promise<Tensor> =>
  (await partsInBlocks(x, size, (block) => [run(block)]))[0]!;

/** Rows repeated from the front until there are `size`. */
export const filledUp = (x: Tensor, size: number): Tensor =>
  ops.take(x, ops.mod(ops.arange(size, { dtype: 'int32' }), x.shape[0]!), { axis: 0 });

/** What `run` makes of blocks of at most `size` rows, one after the other within one graph: what there is for each row. */
export function scannedInBlocks(x: Tensor, size: number, run: (block: Tensor) => readonly Tensor[]): readonly Tensor[] {
  const count = x.shape[0]!;
  const blocks = Math.ceil(count / size);
  if (blocks < 2) return run(x);
  const rows = Math.ceil(count / blocks);
  const filled = rows * blocks === count ? x : filledUp(x, rows * blocks);
  const step = (_: null, block: Tensor) => [null, run(block)] as const;
  const inBlocks = ops.reshape(filled, [blocks, rows, ...x.shape.slice(1)] as number[]);
  const [, found] = lax.scan(step as never, null, inBlocks) as unknown as [null, Tensor[]];
  return found.map((part) => rowsBetween(ops.reshape(part, [-1, ...part.shape.slice(2)] as number[]), 0, count));
}
