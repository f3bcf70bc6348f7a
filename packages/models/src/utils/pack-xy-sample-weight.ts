import { pythonFunction } from '@org/core/internal';

/**
 * Columns as one value, of the form in which batches are given.
 *
 * @example
 * packXYSampleWeight(x, y); // [x, y]
 */
export const packXYSampleWeight = /* @__PURE__ */ pythonFunction(
  'pack_x_y_sample_weight',
  ['x', 'y', 'sampleWeight'],
  (x: unknown, y: unknown = null, sampleWeight: unknown = null): unknown => {
    if (y !== null) return sampleWeight === null ? [x, y] : [x, y, sampleWeight];
    // A list of inputs alone would be taken for the columns of a batch.
    return Array.isArray(x) ? [x] : x;
  },
);
