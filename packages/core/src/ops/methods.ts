/** Puts the methods of {@link TensorMethods} on tensors and variables: the ops, with the tensor as first argument. */
import { entering } from '../boundaries.js';
import { asTensor, setStack, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { TensorBase } from '../tensor/tensor-base.js';
import type { TensorMethods } from '../tensor/tensor-methods.js';
import { cast } from './core.js';
import { relu, sigmoid } from './nn/index.js';
import * as numpy from './numpy/index.js';
import { getItem, type Key } from './numpy/indexing.js';

const methods: Readonly<Record<keyof TensorMethods, unknown>> = {
  add: numpy.add,
  sub: numpy.subtract,
  mul: numpy.multiply,
  div: numpy.divide,
  floorDivide: numpy.floorDivide,
  mod: numpy.mod,
  pow: numpy.power,
  maximum: numpy.maximum,
  minimum: numpy.minimum,
  matmul: numpy.matmul,
  dot: numpy.dot,
  greater: numpy.greater,
  greaterEqual: numpy.greaterEqual,
  less: numpy.less,
  lessEqual: numpy.lessEqual,
  equal: numpy.equal,
  notEqual: numpy.notEqual,
  logicalAnd: numpy.logicalAnd,
  logicalOr: numpy.logicalOr,
  logicalXor: numpy.logicalXor,
  logicalNot: numpy.logicalNot,
  neg: numpy.negative,
  abs: numpy.absolute,
  exp: numpy.exp,
  log: numpy.log,
  sqrt: numpy.sqrt,
  square: numpy.square,
  reciprocal: numpy.reciprocal,
  sin: numpy.sin,
  cos: numpy.cos,
  tanh: numpy.tanh,
  sigmoid,
  relu,
  sign: numpy.sign,
  floor: numpy.floor,
  ceil: numpy.ceil,
  round: numpy.round,
  clip: numpy.clip,
  sum: numpy.sum,
  mean: numpy.mean,
  max: numpy.max,
  min: numpy.min,
  prod: numpy.prod,
  std: numpy.std,
  var: numpy.var,
  all: numpy.all,
  any: numpy.any,
  argmax: numpy.argmax,
  argmin: numpy.argmin,
  cumsum: numpy.cumsum,
  cumprod: numpy.cumprod,
  sort: numpy.sort,
  argsort: numpy.argsort,
  reshape: numpy.reshape,
  transpose: numpy.transpose,
  swapaxes: numpy.swapaxes,
  flatten: numpy.ravel,
  squeeze: numpy.squeeze,
  expandDims: numpy.expandDims,
  repeat: numpy.repeat,
  take: numpy.take,
  diagonal: numpy.diagonal,
  cast,
  astype: cast,
  at: (x: Tensor, ...keys: Key[]) => getItem(x, keys),
};

for (const [name, method] of Object.entries(methods)) {
  const op = method as (x: Tensor, ...args: readonly unknown[]) => unknown;
  const value = function (this: TensorLike, ...args: readonly unknown[]) {
    return entering(false, () => op(asTensor(this), ...args));
  };
  Object.defineProperty(TensorBase.prototype, name, { value, writable: true, configurable: true });
}

setStack((rows) => numpy.stack(rows));
