/** Features: cells of the inputs that are changed together. */
import { evaluate, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { type FeatureMask, isTuple } from './inputs.js';

export interface Features {
  readonly count: number;
  /** For each input the number of the feature of each cell, from 0: of the shape of one example, or of as many as there are. */
  readonly masks: readonly Tensor[];
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/**
 * The features of a mask; without one, each number of an example is a feature. Numbers that are not used are left out.
 *
 * @throws ValueError for masks that do not fit the inputs
 */
export async function featuresOf(given: FeatureMask | undefined, inputs: readonly Tensor[]): Promise<Features> {
  if (given === null || given === undefined) {
    let count = 0;
    const masks = inputs.map(({ shape }) => {
      const single = shape.slice(1) as number[];
      const start = count;
      count += sizeOf(single);
      return ops.reshape(ops.arange(start, count, { dtype: 'int32' }), [1, ...single]);
    });
    await evaluate(masks);
    return { count, masks };
  }
  const list =
    isTuple(given) || (Array.isArray(given) && inputs.length > 1)
      ? (given as readonly TensorLike[])
      : [given as TensorLike];
  if (list.length !== inputs.length)
    throw new ValueError('There must be one feature mask for each input.', {
      expected: `${inputs.length}`,
      received: `${list.length}`,
    });
  const whole = await Promise.all(list.map(wholeNumbers));
  const tensors = inputs.map((input, i) => fitted(whole[i]!, input));
  const values = await Promise.all(tensors.map(async (mask) => Array.from((await mask.data()) as Int32Array)));
  const used = [...new Set(values.flat())].sort((a, b) => a - b);
  const places = new Map(used.map((value, i) => [value, i]));
  const masks = tensors.map(({ shape }, i) =>
    ops.reshape(ops.convertToTensor(Int32Array.from(values[i]!, (value) => places.get(value)!)), shape as number[]),
  );
  await evaluate(masks);
  return { count: used.length, masks };
}

/** @throws ValueError for masks of other numbers: cut off, they would be other features */
async function wholeNumbers(mask: TensorLike): Promise<Tensor> {
  const all = ops.convertToTensor(mask);
  const values = all.dtype.includes('float') ? Array.from((await all.data()) as Float32Array) : [];
  const other = values.find((value) => !Number.isInteger(value));
  if (other === undefined) return ops.cast(all, 'int32');
  throw new ValueError('A feature mask numbers features.', { expected: 'whole numbers', received: String(other) });
}

function fitted(mask: Tensor, input: Tensor): Tensor {
  const shape = [...new Array<number>(Math.max(0, input.rank - mask.rank)).fill(1), ...mask.shape] as number[];
  const fits = shape.length === input.rank && shape.every((size, i) => size === 1 || size === input.shape[i]);
  if (!fits) {
    throw new ValueError('A feature mask must broadcast to its input.', {
      expected: `[1,${input.shape.slice(1)}]`,
      received: `[${mask.shape}]`,
    });
  }
  return ops.broadcastTo(ops.reshape(mask, shape), [shape[0]!, ...input.shape.slice(1)] as number[]);
}

/** What was found for each feature, [examples, features], at the cells of the inputs. */
export function spreadOver({ masks }: Features, values: Tensor): Tensor[] {
  return masks.map((mask) => {
    const [rows, ...shape] = mask.shape as number[];
    const examples = values.shape[0]!;
    const cells = ops.reshape(mask, [rows!, -1]);
    const spread =
      rows === 1 ? ops.take(values, ops.reshape(cells, [-1]), { axis: 1 }) : ops.takeAlongAxis(values, cells, 1);
    return ops.reshape(spread, [examples, ...shape]);
  });
}
