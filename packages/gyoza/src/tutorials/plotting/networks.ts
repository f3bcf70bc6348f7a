/** Charts of what flows do with the plane. */
import { floatx, jacfwd, ops, type Tensor, type TensorLike, tensor } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { type Chart, chart } from '@org/plots';
import type { FlowModel } from '../../modelling/flow-layers/index.js';
import { range } from '../../utilities/numbers.js';
import { createDataSet, type ManifoldFunction, randomState } from '../data-synthesis.js';
import { hexColors } from './colors.js';
import { curvePoints } from './pairs.js';
import {
  correlationOf,
  type Domain,
  domainOf,
  lines,
  numbersIn,
  type Point,
  panel,
  pointsOf,
  type Spec,
  scatter,
  withMargins,
} from './panels.js';

const LINES = 10;

/** What the network makes of points. */
const outputsOf = (network: FlowModel, points: readonly Point[]): Promise<Point[]> =>
  pointsOf(network(tensor(points.flat(), [points.length, 2], floatx()))[0]);

/** Horizontal and vertical lines around the points. */
function gridAround(points: readonly Point[]): Point[][] {
  const bounds = ([0, 1] as const).map((axis) => {
    const values = points.map((point) => point[axis]);
    const mean = Math.abs(values.reduce((sum, each) => sum + each, 0) / values.length);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return { extent: most - least, from: least - Math.abs(mean - least), to: most + Math.abs(mean - most) };
  });
  const { from, to } = bounds[0]!.extent < bounds[1]!.extent ? bounds[1]! : bounds[0]!;
  const ticks = range(LINES).map((i) => from + ((to - from) * i) / (LINES - 1));
  return [...ticks.map((y) => ticks.map((x): Point => [x, y])), ...ticks.map((x) => ticks.map((y): Point => [x, y]))];
}

/** Around the points, as far as their means are from their ends. */
function zoomOn(values: readonly number[]): Domain {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return [least - Math.abs(mean - least), most + Math.abs(mean - most)];
}

/**
 * Some points of the manifold, and a grid around them, before and after the network.
 *
 * @param S positions along the manifold, from which 55 are drawn
 * @param zoomOutput whether the outputs have a scale of their own
 */
export const plotInputOutput = pythonFunction(
  'plotInputOutput',
  ['network', 'S', 'manifoldFunction', 'noiseStandardDeviation', 'manifoldName', 'zoomOutput'],
  async (
    network: FlowModel,
    S: TensorLike,
    manifoldFunction: ManifoldFunction,
    noiseStandardDeviation: readonly number[],
    manifoldName: string,
    zoomOutput: boolean = false,
  ): Promise<Chart> => {
    const chosen = randomState()
      .choice(await numbersIn(S), hexColors.length)
      .sort();
    const [Z] = createDataSet(chosen, manifoldFunction, noiseStandardDeviation);
    const inputs = await pointsOf(Z);
    const outputs = await outputsOf(network, inputs);
    const grid = gridAround(inputs);
    const moved = await outputsOf(network, grid.flat());
    const movedGrid = grid.map((_, i) => moved.slice(i * LINES, (i + 1) * LINES));
    const shown = ([0, 1] as const).map((axis) => domainOf(grid.flat().map((point) => point[axis]))) as [
      Domain,
      Domain,
    ];
    const zoomed = ([0, 1] as const).map((axis) => zoomOn(outputs.map((point) => point[axis]))) as [Domain, Domain];
    const side = (
      title: string,
      labels: Point | readonly [string, string],
      points: readonly Point[],
      around: readonly (readonly Point[])[],
      [domainX, domainY]: [Domain, Domain],
    ): Spec => {
      const [x, y] = labels as readonly [string, string];
      const frame = { title, x, y, domainX, domainY };
      const center = panel([lines(around, frame), scatter({ points, color: hexColors, size: 40 }, frame)], frame);
      return withMargins(center, points, domainX, domainY);
    };
    return chart({
      title: `Inference on ${manifoldName}`,
      hconcat: [
        side('Input', ['First dimension', 'Second dimension'], inputs, grid, shown),
        side(
          'Output',
          ['Residual factor', 'Manifold position factor'],
          outputs,
          movedGrid,
          zoomOutput ? zoomed : shown,
        ),
      ],
    });
  },
);

/** For each network and its test set, the factor against what the network finds at dimension 1, with the explained variance r². */
export const evaluateAndPlotNetworks = pythonFunction(
  'evaluateAndPlotNetworks',
  ['Z_test', 'Y_test', 'networks', 'manifoldName'],
  async (
    Z_test: readonly TensorLike[],
    Y_test: readonly TensorLike[],
    networks: readonly FlowModel[],
    manifoldName: string,
  ): Promise<Chart> => {
    const panels = networks.map(async (network, fold) => {
      const found = await pointsOf(network(ops.cast(Z_test[fold]!, floatx()))[0]);
      const actual = (await pointsOf(Y_test[fold]!)).map(([, position]) => position);
      const predicted = found.map(([, position]) => position);
      const r2 = correlationOf(actual, predicted) ** 2;
      const frame = {
        title: `r² = ${r2.toFixed(2)}`,
        x: `Predicted, fold ${fold + 1}`,
        y: fold === 0 ? 'Actual' : null,
      };
      const points = predicted.map((each, i): Point => [each, actual[i]!]);
      const bar = {
        width: 20,
        height: 220,
        data: { values: [{ r2 }] },
        mark: { type: 'bar', color: 'white', stroke: 'black' },
        encoding: { y: { field: 'r2', type: 'quantitative', scale: { domain: [0, 1] }, title: 'r²' } },
      };
      return { hconcat: [panel([scatter({ points, color: 'black', size: 4 }, frame)], frame), bar] };
    });
    return chart({
      title: `${networks.length}-fold cross-validated evaluation on ${manifoldName}`,
      hconcat: await Promise.all(panels),
    });
  },
);

/** The point that the network makes of a residual and a position, on the way back, beside the manifold. */
export const plotInversePoint = pythonFunction(
  'plotInversePoint',
  ['position', 'residual', 'S', 'network', 'manifoldFunction', 'manifoldName'],
  async (
    position: number,
    residual: number,
    S: TensorLike,
    network: FlowModel,
    manifoldFunction: ManifoldFunction,
    manifoldName: string,
  ): Promise<Chart> => {
    const points = await pointsOf(network.invert(tensor([[residual, position]], null, floatx())));
    const curve = await curvePoints(S, manifoldFunction);
    const reach = Math.max(...(await numbersIn(S))) / 0.8;
    const frame = {
      title: `Inverse modelling on ${manifoldName}`,
      x: 'First dimension',
      y: 'Second dimension',
      domainX: [-reach, reach] as const,
      domainY: [-reach, reach] as const,
      width: 300,
      height: 300,
    };
    const layers = [
      scatter({ points: curve, color: 'gray', size: 4 }, frame),
      scatter({ points, color: '#1f77b4', size: 80 }, frame),
    ];
    return chart(panel(layers, frame));
  },
);

/** What groups of layers do: the affine part of a map at the origin, and the rest. */
export interface Contribution {
  readonly inputs: readonly Point[];
  /** Of the affine part. */
  readonly predictions: readonly Point[];
  readonly outputs: readonly Point[];
  /** The mean lengths of the moves by the affine part and by the rest. */
  readonly affine: number;
  readonly higherOrder: number;
}

/**
 * Splits what groups of layers do to points into the affine part, by the Jacobian at the origin, and the rest.
 *
 * @param layerSteps after how many layers each group ends
 */
export async function contributionsOf(
  network: FlowModel,
  points: readonly Point[],
  layerSteps: readonly number[],
): Promise<Contribution[]> {
  const found: Contribution[] = [];
  let [inputs, start] = [points, 0];
  for (const end of layerSteps) {
    const layers = network._flowLayers_.slice(start, end);
    const map = (x: Tensor): Tensor => layers.reduce((each, layer) => layer(each)[0], x);
    const Z = tensor(inputs.flat(), [inputs.length, 2], floatx());
    const origin = ops.zeros([2], floatx());
    const single = (x: Tensor) => map(ops.reshape(x, [1, 2])).at(0);
    const jacobian = jacfwd(single)(origin) as Tensor;
    const predictions = await pointsOf(single(origin).add(Z.matmul(jacobian.transpose())));
    const outputs = await pointsOf(map(Z));
    const meanLength = (from: readonly Point[], to: readonly Point[]) =>
      from.reduce((sum, [x, y], i) => sum + Math.hypot(to[i]![0] - x, to[i]![1] - y), 0) / from.length;
    found.push({
      inputs,
      predictions,
      outputs,
      affine: meanLength(inputs, predictions),
      higherOrder: meanLength(predictions, outputs),
    });
    [inputs, start] = [outputs, end];
  }
  return found;
}

/**
 * For groups of layers, how much they move the points of a manifold by an affine map and by what goes beyond it, and where to.
 *
 * @param sRange the first and the last position along the manifold
 * @param layerSteps after how many layers each group ends, ascending
 */
export const plotContributionPerLayer = pythonFunction(
  'plotContributionPerLayer',
  ['network', 'sRange', 'manifoldFunction', 'manifoldName', 'layerSteps', 'stepTitles'],
  async (
    network: FlowModel,
    sRange: readonly [number, number],
    manifoldFunction: ManifoldFunction,
    manifoldName: string,
    layerSteps: readonly number[],
    stepTitles: readonly string[],
  ): Promise<Chart> => {
    const [from, to] = sRange;
    const count = hexColors.length;
    const S = range(count).map((i) => from + ((to - from) * i) / (count - 1));
    const contributions = await contributionsOf(network, await curvePoints(S, manifoldFunction), layerSteps);
    const most = Math.max(...contributions.map(({ affine, higherOrder }) => affine + higherOrder));
    const columns = contributions.map((each, step) => ({
      vconcat: [
        bars(each, stepTitles[step] ?? '', most, step === 0),
        moves(each.predictions, each.outputs, step === 0 ? 'Higher order' : null),
        moves(each.inputs, each.predictions, step === 0 ? 'Affine' : null),
      ],
    }));
    return chart({ title: `Contribution per layer on ${manifoldName}`, hconcat: columns });
  },
);

const SIDE = 90;

const bars = ({ affine, higherOrder }: Contribution, title: string, most: number, isFirst: boolean): Spec => ({
  title: { text: title, fontSize: 10 },
  width: SIDE,
  height: 120,
  data: {
    values: [
      { part: 'affine', size: affine, all: '' },
      { part: 'higher order', size: higherOrder, all: '' },
    ],
  },
  mark: { type: 'bar', stroke: 'black' },
  encoding: {
    x: { field: 'all', type: 'nominal', axis: null },
    y: {
      field: 'size',
      type: 'quantitative',
      scale: { domain: [0, most] },
      title: isFirst ? 'Mean change' : null,
      axis: isFirst ? {} : null,
    },
    order: { field: 'part', sort: 'ascending' },
    color: { field: 'part', type: 'nominal', scale: { range: ['#cccccc', '#777777'] }, legend: null },
  },
});

/** Where points go: lines from the first to the second, which are coloured. */
function moves(from: readonly Point[], to: readonly Point[], title: string | null): Spec {
  const all = [...from, ...to];
  const hidden = { field: 'x', type: 'quantitative', axis: null };
  const domainX = domainOf(
    all.map(([x]) => x),
    0.15,
  );
  const domainY = domainOf(
    all.map(([, y]) => y),
    0.15,
  );
  const x = { ...hidden, scale: { domain: domainX, nice: false, zero: false } };
  const y = { ...hidden, field: 'y', scale: { domain: domainY, nice: false, zero: false } };
  const encoding = { x, y };
  return {
    width: SIDE,
    height: SIDE,
    ...(title !== null && { title: { text: title, fontSize: 9, anchor: 'start' } }),
    layer: [
      {
        data: { values: from.map(([x, y], i) => ({ x, y, toX: to[i]![0], toY: to[i]![1] })) },
        mark: { type: 'rule', color: '#cccccc' },
        encoding: { ...encoding, x2: { field: 'toX' }, y2: { field: 'toY' } },
      },
      {
        data: { values: to.map(([x, y], i) => ({ x, y, color: hexColors[i] })) },
        mark: { type: 'point', filled: true, size: 8, opacity: 1 },
        encoding: { ...encoding, color: { field: 'color', type: 'nominal', scale: null } },
      },
    ],
  };
}
