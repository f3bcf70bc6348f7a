import { grad, isTensor, jvp, ops, type Tensor, vmap } from '@org/core';
import { interceptCalls, type Layer } from '@org/layers';
import {
  BatchNorm1d,
  BatchNorm2d,
  Conv2d,
  ConvTranspose2d,
  Flatten,
  Identity,
  Linear,
  ReLU,
  Unflatten,
} from '../nn/index.js';
import { type Call, innermostCalls } from './affine-stages.js';

/** A loss as a function of values for parameters. */
export type LossOf = (values: readonly Tensor[]) => Tensor;

/** A loss around what an encoder makes of a batch, to the second order in codes of some examples. */
export interface NearCodes {
  /** What the encoder is called with. */
  readonly args: readonly unknown[];
  /** [N, size] */
  readonly codes: Tensor;
  readonly slope: Tensor;
  /** [N, size, size] */
  readonly curvature: Tensor;
}

/** Layers of one input whose outputs have no second derivatives by it. */
const STRAIGHT: readonly unknown[] = [
  Linear,
  Conv2d,
  ConvTranspose2d,
  BatchNorm1d,
  BatchNorm2d,
  ReLU,
  Flatten,
  Unflatten,
  Identity,
];

const isStraight = (layer: Layer): boolean =>
  STRAIGHT.includes(layer.constructor) && !(layer as { training?: boolean }).training;

/** The layers that codes go through one after the other, up to the first of another kind. */
function straightLayers(code: Tensor, calls: readonly Call[]): Layer[] {
  const found: Layer[] = [];
  let last: unknown = code;
  for (const { layer, input, output } of calls) {
    const isOnce = calls.filter((call) => call.layer === layer).length === 1;
    if (input !== last || !isOnce || !isStraight(layer)) continue;
    found.push(layer);
    last = output;
  }
  return found;
}

/**
 * How the loss of a batch depends on what an encoder makes of it, to the second order, if examples have nothing to do with each other
 * behind the encoder: then the rest of the model need not be gone through for each direction. Layers that bend nothing are only gone
 * through forwards.
 *
 * @param most numbers that the code of an example may have
 * @returns null for a model that does not call its encoder once, or whose codes are larger
 */
export function nearCodes(encoder: Layer, loss: () => Tensor, most: number): NearCodes | null {
  const encoded: { readonly args: readonly unknown[]; readonly code: unknown }[] = [];
  const calls = innermostCalls(() =>
    interceptCalls((layer, args, next) => {
      const code = next(...args);
      if (layer === encoder) encoded.push({ args, code });
      return code;
    }, loss),
  );
  const [{ args, code } = { args: [], code: null }] = encoded;
  if (encoded.length !== 1 || !isTensor(code) || code.rank === 0) return null;
  const count = code.shape[0]!;
  const size = code.size / count;
  if (size > most) return null;
  const straight = straightLayers(code, calls);
  const through = (rows: Tensor) =>
    straight.reduce((x, layer) => (layer as (x: Tensor) => Tensor)(x), ops.reshape(rows, code.shape));
  // By codes, and by what these layers make of them.
  const rest = (rows: Tensor, passed: Tensor) =>
    interceptCalls((layer, given, next) => {
      if (layer === encoder) return ops.reshape(rows, code.shape);
      return layer === straight[straight.length - 1] ? passed : next(...given);
    }, loss);
  const slopesOf = grad(rest, { argnums: [0, 1] });
  const codes = ops.stopGradient(ops.reshape(code, [count, size]));
  const along = (direction: Tensor) => {
    const given = ops.broadcastTo(direction, codes.shape);
    const [passed, change] = jvp(through as never, [codes] as never, [given] as never) as unknown as [Tensor, Tensor];
    return [...jvp(slopesOf as never, [codes, passed] as never, [given, change] as never), change];
  };
  type Both = readonly [Tensor, Tensor];
  const found = vmap(along as never)(ops.eye(size) as never) as unknown as [Both, Both, Tensor];
  const [[slope, passedSlope], [bent, passedBent], changes] = found;
  const byExample = (x: Tensor) => ops.transpose(ops.reshape(x, [size, count, -1]), [1, 0, 2]);
  const jacobian = byExample(changes);
  const passedSlopes = ops.reshape(passedSlope.at(0) as Tensor, [count, -1, 1]);
  return {
    args,
    codes,
    slope: (slope.at(0) as Tensor).add(ops.squeeze(ops.matmul(jacobian, passedSlopes), 2)),
    curvature: byExample(bent).add(ops.matmul(byExample(passedBent), ops.transpose(jacobian, [0, 2, 1]))),
  };
}

/**
 * That loss: up to second derivatives by the encoder's parameters the loss itself.
 *
 * @param encode codes for values of the encoder's parameters
 */
export function lossNearCodes(
  { codes, slope, curvature }: Omit<NearCodes, 'args'>,
  encode: (values: readonly Tensor[]) => Tensor,
): LossOf {
  return (given) => {
    const change = ops.reshape(encode(given), codes.shape).sub(codes);
    const bent = ops.squeeze(ops.matmul(curvature, ops.expandDims(change, -1)), -1);
    return ops.sum(change.mul(slope.add(bent.mul(0.5))));
  };
}
