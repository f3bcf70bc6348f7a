/**
 * Quantiles of data that come in pieces, by Keras's own sketch: a list of values, each with the number of elements up to it since the
 * one before. Two sketches are merged by sorting and compressed to about 1 / epsilon entries by interpolation. Numbers are rounded to
 * float32 where NumPy rounds them, so that boundaries agree to the last bit; where values are equal and weights are not, NumPy's boundaries
 * depend on the processor, by about a millionth.
 */
export interface Sketch {
  readonly values: Float32Array;
  readonly weights: Float32Array;
}

export const EMPTY_SKETCH: Sketch = { values: new Float32Array(), weights: new Float32Array() };

/** Values at equal steps of the sorted data, which it takes over. */
export function summarize(data: Float32Array, epsilon: number): Sketch {
  const sorted = data.sort();
  const step = Math.max(sorted.length / (1 / epsilon), 1);
  const [first, stride] = [Math.trunc(step - 1), Math.trunc(step)];
  const values = Float32Array.from(
    { length: Math.ceil((sorted.length - first) / stride) },
    (_, i) => sorted[first + i * stride]!,
  );
  return { values, weights: new Float32Array(values.length).fill(step) };
}

/** The sketch of two pieces of data together. */
export function mergeSketches(a: Sketch, b: Sketch, epsilon: number): Sketch {
  const values = joined(a.values, b.values);
  const weights = joined(a.weights, b.weights);
  const order = Array.from(values.keys()).sort((i, j) => compareNanLast(values[i]!, values[j]!));
  return compress(
    { values: values.map((_, i) => values[order[i]!]!), weights: weights.map((_, i) => weights[order[i]!]!) },
    epsilon,
  );
}

/** The boundaries of so many bins of equal numbers of elements; fewer, where there are not enough different ones. */
export const binBoundaries = (sketch: Sketch, bins: number): number[] =>
  Array.from(compress(sketch, 1 / bins).values.slice(0, -1));

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const compareNanLast = (a: number, b: number): number =>
  (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0) || a - b || 0;

function compress(sketch: Sketch, epsilon: number): Sketch {
  const { values, weights } = sketch;
  if (values.length * epsilon < 1) return sketch;
  const cumulative = runningSum(weights);
  const total = cumulative.at(-1)!;
  const percents = cumulative.map((sum) => sum / total);
  const wanted = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  const sums = wanted.map((percent) => interpolate(percent, percents, cumulative));
  return {
    values: Float32Array.from(wanted, (percent) => interpolate(percent, percents, values)),
    weights: Float32Array.from(sums, (sum, i) => sum - (sums[i - 1] ?? 0)),
  };
}

function runningSum(terms: Float32Array): Float32Array {
  let sum = 0;
  return terms.map((term) => {
    sum = Math.fround(sum + term);
    return sum;
  });
}

/** `numpy.interp`: the polygon through the points (xs[i], ys[i]), constant beyond its ends. */
function interpolate(x: number, xs: Float32Array, ys: Float32Array): number {
  const last = xs.length - 1;
  if (x > xs[last]!) return ys[last]!;
  if (x < xs[0]!) return ys[0]!;
  const i = lastNotAbove(x, xs);
  if (i === last || xs[i] === x) return ys[i]!;
  const slope = (ys[i + 1]! - ys[i]!) / (xs[i + 1]! - xs[i]!);
  return slope * (x - xs[i]!) + ys[i]!;
}

/** The last position of a rising list whose number is at most `x`; the first one is. */
function lastNotAbove(x: number, xs: Float32Array): number {
  let [low, high] = [0, xs.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  return low;
}
