import { random } from '@org/core';
import { bindArguments } from '@org/core/python';
import { z } from 'zod';
import { configClass } from '../../base/config.js';
import { getConfig } from '../../utils/config.js';
import { valuesOf } from '../column.js';
import type { TransformationName } from '../transforms/index.js';

const columns = () => z.array(z.string()).default([]);
const rows = () => z.array(z.int().nonnegative()).default([]);
const transformation = (name: TransformationName) => z.string().nullable().default(name);

/** Which columns a table has, and what becomes of them. */
export class DataModuleConfig extends configClass(
  'DataModuleConfig',
  {
    dataDir: z.string().nullable().default(null).describe('The path of the table.'),
    dataName: z.string().nullable().default(null).describe('The name of the data.'),
    continousCols: columns().describe('Columns of numbers.'),
    discretCols: columns().describe('Columns of categories.'),
    imutableCols: columns().describe('Columns that counterfactuals keep.'),
    continuousTransformation: transformation('minmax').describe('What columns of numbers are turned into.'),
    discretTransformation: transformation('ohe').describe('What columns of categories are turned into.'),
    sampleFrac: z.number().min(0).max(1).nullable().default(null).describe('The share of the rows that is used.'),
    trainIndices: rows().describe('The rows for training; drawn where none are given.'),
    testIndices: rows().describe('The rows for testing; drawn where none are given.'),
  },
  {
    continuousCols: 'continousCols',
    discreteCols: 'discretCols',
    immutableCols: 'imutableCols',
    discreteTransformation: 'discretTransformation',
    batchSize: null,
  },
) {
  /** `continousCols`, spelled right. */
  get continuousCols(): string[] {
    return this.continousCols;
  }

  /** `discretCols`, spelled right. */
  get discreteCols(): string[] {
    return this.discretCols;
  }

  /** `imutableCols`, spelled right. */
  get immutableCols(): string[] {
    return this.imutableCols;
  }

  /** `discretTransformation`, spelled right. */
  get discreteTransformation(): string | null {
    return this.discretTransformation;
  }

  /**
   * Draws the rows for training and testing, where they are not given.
   *
   * @param data whatever has as many rows: a tensor or an array
   * @param testSize the share of rows for testing
   * @param seed of the draw; left out: the global seed
   * @example
   * new DataModuleConfig().shuffle(x, 0.25).trainIndices;
   */
  shuffle(data: { readonly length?: number; readonly shape?: readonly number[] }, ...options: ShuffleArguments): this {
    const [, testSize, seed] = bindArguments('shuffle', ['data', 'testSize', 'seed'], 2, [data, ...options]);
    if (this.trainIndices.length > 0 && this.testIndices.length > 0) return this;
    const count = data.shape?.[0] ?? data.length ?? 0;
    const key = random.PRNGKey((seed as number | null | undefined) ?? getConfig().globalSeed);
    const drawn = Array.from(valuesOf(random.permutation(key, count)) as ArrayLike<number>);
    const trainSize = Math.trunc((1 - (testSize as number)) * count);
    if (this.trainIndices.length === 0) this.trainIndices = drawn.slice(0, trainSize);
    if (this.testIndices.length === 0) this.testIndices = drawn.slice(trainSize);
    return this;
  }
}

/** `(testSize, seed)`, by position or by name. */
export type ShuffleArguments =
  | [testSize: number, seed?: number | null | { seed?: number | null }]
  | [options: { testSize: number; seed?: number | null }];
