/** Parts of charts: points, lines, and histograms beside them. */
import { ops, type Tensor, type TensorLike } from '@org/core';
import { range } from '../../utilities/numbers.js';

export type Spec = Readonly<Record<string, unknown>>;
export type Point = readonly [x: number, y: number];
export type Domain = readonly [least: number, most: number];

/** The rows of a matrix with two columns. */
export async function pointsOf(matrix: TensorLike): Promise<Point[]> {
  const x: Tensor = ops.convertToTensor(matrix);
  const numbers = [...(await x.data())].map(Number);
  return range(x.shape[0]!).map((row) => [numbers[2 * row]!, numbers[2 * row + 1]!]);
}

export async function numbersIn(x: TensorLike): Promise<number[]> {
  return [...(await ops.convertToTensor(x).data())].map(Number);
}

/** From the least to the largest, and a bit on both sides. */
export function domainOf(values: readonly number[], margin = 0.05): Domain {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const space = (most - least) * margin || 1;
  return [least - space, most + space];
}

const quantitative = (field: string, title: string | null, domain?: Domain): Spec => ({
  field,
  type: 'quantitative',
  title,
  scale: domain ? { domain, nice: false, zero: false } : { zero: false },
  axis: { grid: false },
});

export interface Layer {
  readonly points: readonly Point[];
  /** One colour, or one for each point. */
  readonly color: string | readonly string[];
  readonly size?: number;
  /** In the legend. */
  readonly name?: string;
}

export interface Frame {
  readonly title?: string;
  readonly x: string | null;
  readonly y: string | null;
  readonly domainX?: Domain | undefined;
  readonly domainY?: Domain | undefined;
  readonly width?: number;
  readonly height?: number;
}

const axes = ({ x, y, domainX, domainY }: Frame) => ({
  x: quantitative('x', x, domainX),
  y: quantitative('y', y, domainY),
});

export function scatter({ points, color, size = 20 }: Layer, frame: Frame): Spec {
  const values = points.map(([x, y], i) => ({
    x,
    y,
    color: typeof color === 'string' ? color : color[i % color.length],
  }));
  return {
    data: { values },
    mark: { type: 'point', filled: true, size, opacity: 1, clip: true },
    encoding: { ...axes(frame), color: { field: 'color', type: 'nominal', scale: null } },
  };
}

/** Lines, each through its points in their order. */
export function lines(each: readonly (readonly Point[])[], frame: Frame, mark: Spec = {}): Spec {
  return {
    data: { values: each.flatMap((points, line) => points.map(([x, y], order) => ({ x, y, line, order }))) },
    mark: { type: 'line', strokeWidth: 0.75, color: '#C5C9C7', clip: true, ...mark },
    encoding: { ...axes(frame), detail: { field: 'line' }, order: { field: 'order' } },
  };
}

export const panel = (layers: readonly Spec[], { title, width = 220, height = 220 }: Frame): Spec => ({
  width,
  height,
  ...(title !== undefined && { title }),
  layer: layers,
});

/** The outline of a histogram with ten bins, below a panel or at its left. */
export function histogram(values: readonly number[], domain: Domain, side: 'below' | 'left', length = 220): Spec {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const width = (most - least) / 10 || 1;
  const counts = range(10).map(() => 0);
  for (const value of values) counts[Math.min(9, Math.floor((value - least) / width))]! += 1;
  const corners = counts.flatMap((count, bin) => [
    { at: least + bin * width, count },
    { at: least + (bin + 1) * width, count },
  ]);
  const outline = [{ at: least, count: 0 }, ...corners, { at: least + 10 * width, count: 0 }];
  const at = { field: 'at', type: 'quantitative', scale: { domain, nice: false, zero: false }, axis: null };
  const count = { field: 'count', type: 'quantitative', axis: null, scale: { reverse: true } };
  return {
    data: { values: outline.map((corner, order) => ({ ...corner, order })) },
    mark: { type: 'line', color: 'black', strokeWidth: 1, clip: true },
    encoding: { ...(side === 'below' ? { x: at, y: count } : { x: count, y: at }), order: { field: 'order' } },
    ...(side === 'below' ? { width: length, height: 30 } : { width: 30, height: length }),
  };
}

/** A panel with the distributions of both coordinates at its sides. */
export const withMargins = (
  center: Spec,
  points: readonly Point[],
  domainX: Domain,
  domainY: Domain,
  length = 220,
): Spec => ({
  hconcat: [
    histogram(
      points.map(([, y]) => y),
      domainY,
      'left',
      length,
    ),
    {
      vconcat: [
        center,
        histogram(
          points.map(([x]) => x),
          domainX,
          'below',
          length,
        ),
      ],
      spacing: 8,
    },
  ],
  spacing: 8,
});

export function correlationOf(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = mean(x.map((each, i) => (each - meanX) * (y[i]! - meanY)));
  const variance = (values: readonly number[], center: number) => mean(values.map((each) => (each - center) ** 2));
  return covariance / Math.sqrt(variance(x, meanX) * variance(y, meanY));
}
