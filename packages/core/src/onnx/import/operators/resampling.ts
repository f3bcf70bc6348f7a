/** Resize and its older name, Upsample: each axis by itself, as a product with the weights of its source elements. */
import { NotImplementedError, ValueError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { knownNumbers } from '../../../ops/support/static-values.js';
import { cast, scalarLike, select } from '../../../primitives/elementwise.js';
import { moveAxis } from '../../../primitives/movement.js';
import { normalizeAxis, range } from '../../../shape.js';
import { fromNumbers } from '../../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../../tensor/tensor.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';

interface AxisPlan {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  /** Start and end of the part that is taken, where `tf_crop_and_resize` asks for it. */
  readonly region: readonly [number, number];
}

type Coordinate = (x: number, plan: AxisPlan) => number;

/** Where an output position lies in the input. */
const COORDINATES: Readonly<Record<string, Coordinate>> = {
  half_pixel: (x, { scale }) => (x + 0.5) / scale - 0.5,
  half_pixel_symmetric: (x, { scale, from, to }) => {
    const adjustment = to / (scale * from);
    return (from / 2) * (1 - adjustment) + (x + 0.5) / scale - 0.5;
  },
  pytorch_half_pixel: (x, { scale, to }) => (to > 1 ? (x + 0.5) / scale - 0.5 : 0),
  align_corners: (x, { from, to }) => (to === 1 ? 0 : (x * (from - 1)) / (to - 1)),
  asymmetric: (x, { scale }) => x / scale,
  tf_half_pixel_for_nn: (x, { scale }) => (x + 0.5) / scale,
  tf_crop_and_resize: (x, { from, to, region: [start, end] }) =>
    to > 1 ? start * (from - 1) + (x * (end - start) * (from - 1)) / (to - 1) : 0.5 * (start + end) * (from - 1),
};

const NEAREST: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** What an element at some distance weighs. */
type Kernel = (distance: number) => number;

const linear: Kernel = (d) => Math.max(0, 1 - Math.abs(d));
const cubic =
  (a: number): Kernel =>
  (distance) => {
    const d = Math.abs(distance);
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  };

function option<T>(table: Readonly<Record<string, T>>, name: string, value: string): T {
  const found = table[value];
  if (found) return found;
  throw new NotImplementedError(`Resize does not know this ${name}.`, {
    expected: Object.keys(table).join(', '),
    received: value,
  });
}

/** The weights of the source elements [to, from]. */
function weightsOf(node: OperatorNode, plan: AxisPlan, centres: readonly number[]): number[][] {
  const isCubic = node.string('mode', '') === 'cubic';
  const kernel = isCubic ? cubic(node.float('cubic_coeff_a', -0.75)) : linear;
  const isSmoothed = node.flag('antialias') && plan.scale < 1;
  const stretch = isSmoothed ? plan.scale : 1;
  const reach = (isCubic ? 2 : 1) / stretch;
  const excludes = node.flag('exclude_outside');
  return centres.map((centre) => {
    const row = new Array<number>(plan.from).fill(0);
    let total = 0;
    for (let i = Math.ceil(centre - reach); i <= Math.floor(centre + reach); i++) {
      if (excludes && (i < 0 || i >= plan.from)) continue;
      const weight = kernel((i - centre) * stretch);
      row[Math.min(Math.max(i, 0), plan.from - 1)]! += weight;
      total += weight;
    }
    return excludes || isSmoothed ? row.map((weight) => weight / total) : row;
  });
}

/** A bound on the weights of an axis. */
const MOST_WEIGHTS = 2 ** 26;

function alongAxis(node: OperatorNode, x: Tensor, axis: number, plan: AxisPlan): Tensor {
  const isOld = node.type === 'Upsample' || node.opset < 11;
  const form = node.string('coordinate_transformation_mode', isOld ? 'asymmetric' : 'half_pixel');
  const coordinate = option(COORDINATES, 'coordinate_transformation_mode', form);
  if (plan.to * plan.from > MOST_WEIGHTS) {
    throw new ValueError(`${node.type} along so long an axis is not supported.`, {
      received: `${plan.from} to ${plan.to}`,
    });
  }
  const centres = range(plan.to).map((i) => coordinate(i, plan));
  const y = sampled(node, x, axis, plan, centres);
  const isOutside = centres.map((centre) => Number(centre < 0 || centre > plan.from - 1));
  if (form !== 'tf_crop_and_resize' || !isOutside.includes(1)) return y;
  const flags = fromNumbers(
    isOutside,
    'bool',
    x.shape.map((_, i) => (i === axis ? plan.to : 1)),
  );
  return select(fromHost(flags), scalarLike(node.float('extrapolation_value', 0), y), y);
}

function sampled(node: OperatorNode, x: Tensor, axis: number, plan: AxisPlan, centres: readonly number[]): Tensor {
  if (node.string('mode', 'nearest') === 'nearest') {
    const isOld = node.type === 'Upsample' || node.opset < 11;
    const name = node.string('nearest_mode', isOld ? 'floor' : 'round_prefer_floor');
    const round = option(NEAREST, 'nearest_mode', name);
    const positions = centres.map((centre) => Math.min(Math.max(round(centre), 0), plan.from - 1));
    return ops.take(x, positions, axis);
  }
  const matrix = fromHost(fromNumbers(weightsOf(node, plan, centres).flat(), 'float32', [plan.to, plan.from]));
  const rows = Math.max(0, x.rank - 2);
  return moveAxis(ops.matmul(cast(matrix, x.dtype), moveAxis(x, axis, rows)), rows, axis);
}

/** One size for both of several axes, so that the image keeps its form. */
function keepForm(
  node: OperatorNode,
  x: Tensor,
  axes: readonly number[],
  sizes: readonly number[],
): { sizes: number[]; scales: number[] } {
  const ratios = axes.map((axis, i) => sizes[i]! / x.shape[axis]!);
  const policy = node.string('keep_aspect_ratio_policy', 'stretch');
  if (policy === 'stretch') return { sizes: [...sizes], scales: ratios };
  const scale = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
  return { sizes: axes.map((axis) => Math.floor(x.shape[axis]! * scale + 0.5)), scales: axes.map(() => scale) };
}

function resized(
  node: OperatorNode,
  x: Tensor,
  roi: Tensor | undefined,
  scalesInput: Tensor | undefined,
  sizesInput: Tensor | undefined,
): Tensor {
  const axes = (node.ints('axes') ?? range(x.rank)).map((axis) => normalizeAxis(axis, x.rank, node.type));
  const given =
    scalesInput && scalesInput.size > 0
      ? knownNumbers(`The scales of ${node.type}`, scalesInput)
      : node.floats('scales');
  const wanted = sizesInput && sizesInput.size > 0 ? knownNumbers(`The sizes of ${node.type}`, sizesInput) : null;
  if (!given && !wanted) throw new ValueError(`${node.type} has neither scales nor sizes.`);
  const { sizes, scales } = wanted
    ? keepForm(node, x, axes, wanted)
    : { sizes: axes.map((axis, i) => Math.floor(x.shape[axis]! * given![i]!)), scales: given! };
  const region = roi && roi.size > 0 ? knownNumbers(`The roi of ${node.type}`, roi) : null;
  option({ nearest: true, linear: true, cubic: true }, 'mode', node.string('mode', 'nearest'));
  return axes.reduce((y, axis, i) => {
    const plan: AxisPlan = {
      from: x.shape[axis]!,
      to: sizes[i]!,
      scale: scales[i]!,
      region: region ? [region[i]!, region[i + axes.length]!] : [0, 1],
    };
    const isWhole = plan.scale === 1 && plan.from === plan.to && String(plan.region) === '0,1';
    return isWhole ? y : alongAxis(node, y, axis, plan);
  }, x);
}

export const resampling: OperatorTable = {
  Resize: operator(
    1,
    (node, x, ...others) =>
      node.opset < 11
        ? resized(node, x, undefined, others[0], undefined)
        : resized(node, x, others[0], others[1], others[2]),
    { shapes: [1, 2, 3] },
  ),
  Upsample: operator(1, (node, x, scales) => resized(node, x, undefined, scales, undefined), { shapes: [1] }),
};
