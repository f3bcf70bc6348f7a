/** Charts of pairs of instances, and of the loss. */
import { ops, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { type Chart, chart } from '@org/plots';
import { range } from '../../utilities/numbers.js';
import type { ManifoldFunction } from '../data-synthesis.js';
import {
  correlationOf,
  domainOf,
  lines,
  numbersIn,
  type Point,
  panel,
  pointsOf,
  scatter,
  withMargins,
} from './panels.js';

/** The points of a curve. */
export async function curvePoints(S: TensorLike, manifoldFunction: ManifoldFunction): Promise<Point[]> {
  const [x, y] = manifoldFunction(ops.cast(S, 'float64'));
  return pointsOf(ops.stack([ops.convertToTensor(x), ops.convertToTensor(y)], 1));
}

/**
 * Some pairs of instances, connected and with their similarities, on the curve that they come from.
 *
 * @param S positions along the curve
 * @param Y_ab similarities by factor
 */
export const plotInstancePairs = pythonFunction(
  'plotInstancePairs',
  ['S', 'Z_a', 'Z_b', 'Y_ab', 'manifoldFunction', 'manifoldName', 'pairCount'],
  async (
    S: TensorLike,
    Z_a: TensorLike,
    Z_b: TensorLike,
    Y_ab: TensorLike,
    manifoldFunction: ManifoldFunction,
    manifoldName: string,
    pairCount: number = 3,
  ): Promise<Chart> => {
    const [a, b, similarities] = [await pointsOf(Z_a), await pointsOf(Z_b), await pointsOf(Y_ab)];
    const curve = await curvePoints(S, manifoldFunction);
    const all = [...a, ...b, ...curve];
    const frame = {
      title: `Noisy instances, pairs and similarities (s) for ${manifoldName}`,
      x: 'First dimension',
      y: 'Second dimension',
      domainX: domainOf(all.map(([x]) => x)),
      domainY: domainOf(all.map(([, y]) => y)),
      width: 360,
      height: 360,
    };
    const first = <T>(values: readonly T[]) => values.slice(0, pairCount);
    const labels = {
      data: { values: first(b).map(([x, y], i) => ({ x, y, text: `s = ${similarities[i]![1].toFixed(3)}` })) },
      mark: { type: 'text', align: 'left', dx: 8 },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'y', type: 'quantitative' },
        text: { field: 'text' },
      },
    };
    return chart(
      panel(
        [
          scatter({ points: [...a, ...b], color: 'lightgray' }, frame),
          scatter({ points: curve, color: 'gray', size: 1 }, frame),
          lines(
            first(a).map((point, i) => [point, b[i]!]),
            frame,
            { color: 'black', strokeDash: [4, 4], strokeWidth: 1 },
          ),
          scatter({ points: first(a), color: '#1f77b4', size: 60 }, frame),
          scatter({ points: first(b), color: '#ff7f0e', size: 60 }, frame),
          labels,
        ],
        frame,
      ),
    );
  },
);

/** For both dimensions the second instances of pairs against the first, with their correlations and distributions. */
export const plotInstancePairs2 = pythonFunction(
  'plotInstancePairs2',
  ['Z_a', 'Z_b', 'titleSuffix'],
  async (Z_a: TensorLike, Z_b: TensorLike, titleSuffix: string = 'Z'): Promise<Chart> => {
    const [a, b] = [await pointsOf(Z_a), await pointsOf(Z_b)];
    const panels = ([0, 1] as const).map((dimension) => {
      const [x, y] = [a, b].map((points) => points.map((point) => point[dimension])) as [number[], number[]];
      const [domainX, domainY] = [domainOf(x), domainOf(y)];
      const r = correlationOf(x, y).toFixed(3);
      const title = `${dimension === 0 ? 'First' : 'Second'} dimension, r = ${r}`;
      const frame = { title, x: 'Instance a', y: 'Instance b', domainX, domainY };
      const points = x.map((each, i): Point => [each, y[i]!]);
      return withMargins(panel([scatter({ points, color: 'black', size: 4 }, frame)], frame), points, domainX, domainY);
    });
    return chart({ title: `Instance pairs ${titleSuffix}`, hconcat: panels });
  },
);

/** The mean loss of each epoch, within twice its standard error. */
export const plotLossTrajectory = pythonFunction(
  'plotLossTrajectory',
  ['epochLossMeans', 'epochLossStandardDeviations', 'manifoldName'],
  async (epochLossMeans: TensorLike, epochLossStandardDeviations: TensorLike, manifoldName: string): Promise<Chart> => {
    const [means, deviations] = [await numbersIn(epochLossMeans), await numbersIn(epochLossStandardDeviations)];
    const values = range(means.length).map((epoch) => {
      const error = (2 * deviations[epoch]!) / Math.sqrt(means.length);
      return { epoch, mean: means[epoch]!, low: means[epoch]! - error, high: means[epoch]! + error };
    });
    const x = { field: 'epoch', type: 'quantitative', title: 'Epoch' };
    const y = (field: string) => ({ field, type: 'quantitative', title: 'Loss', scale: { zero: false } });
    return chart({
      title: `Loss trajectory on ${manifoldName}`,
      width: 600,
      height: 160,
      data: { values },
      layer: [
        { mark: { type: 'area', color: 'mistyrose' }, encoding: { x, y: y('low'), y2: { field: 'high' } } },
        { mark: { type: 'line' }, encoding: { x, y: y('mean') } },
      ],
    });
  },
);
