/**
 * Columns as one value, of the form in which batches are given.
 *
 * @example
 * packXYSampleWeight(x, y); // [x, y]
 */
export function packXYSampleWeight(x: unknown, y: unknown = null, sampleWeight: unknown = null): unknown {
  if (y !== null) return sampleWeight === null ? [x, y] : [x, y, sampleWeight];
  // A list of inputs alone would be taken for the columns of a batch.
  return Array.isArray(x) ? [x] : x;
}
