/** Constants, and tensors that are made from sizes. */
import { type DType, isFloat } from '../../../dtype.js';
import { NotImplementedError, ValueError } from '../../../errors.js';
import * as ops from '../../../ops/index.js';
import { isKnown, knownNumber, knownNumbers } from '../../../ops/support/static-values.js';
import { cast, scalar } from '../../../primitives/elementwise.js';
import { iota } from '../../../primitives/iota.js';
import { broadcastTo, reshape } from '../../../primitives/movement.js';
import { fromNumbers } from '../../../tensor/host-array.js';
import { fromHost, type Tensor } from '../../../tensor/tensor.js';
import { dtypeOfElement } from '../../tensor-proto.js';
import { type OperatorNode, type OperatorTable, operator } from '../operator.js';

const list = (values: readonly number[], dtype: DType): Tensor => fromHost(fromNumbers(values, dtype, [values.length]));

function constant(node: OperatorNode): Tensor {
  const value = node.tensor('value');
  if (value) return value;
  if (node.has('value_float')) return scalar(node.float('value_float', 0), 'float32');
  if (node.has('value_int')) return scalar(node.int('value_int', 0), 'int64');
  const [floats, ints] = [node.floats('value_floats'), node.ints('value_ints')];
  if (floats) return list(floats, 'float32');
  if (ints) return list(ints, 'int64');
  throw new ValueError('A constant of this kind is not supported.', {
    expected: 'a tensor, or numbers',
    received: node.proto.attribute.map(({ name }) => name).join(', ') || 'no value',
  });
}

/** The element type that an attribute names by its number. */
export const typeNamed = (node: OperatorNode, attribute: string, fallback: DType): DType =>
  node.has(attribute) ? dtypeOfElement(node.int(attribute, 0)) : fallback;

/** start, start + delta, ..., up to but without `limit`. */
function rangeOf(start: Tensor, limit: Tensor, delta: Tensor): Tensor {
  const [from, to, by] = [start, limit, delta].map((each, i) =>
    knownNumber(`The ${['start', 'limit', 'step'][i]} of Range`, each),
  ) as [number, number, number];
  if (by === 0) throw new ValueError('The step of Range must not be 0.');
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (length > 2 ** 31) throw new ValueError('Range has too many elements.', { received: `${length}` });
  const { dtype } = start;
  const steps = cast(iota(length, isFloat(dtype) ? 'int32' : 'int64'), dtype);
  return ops.add(ops.multiply(steps, scalar(by, dtype)), scalar(from, dtype));
}

/** Nothing is dropped in inference. */
function dropout(node: OperatorNode, x: Tensor, training: Tensor | undefined): Tensor | Tensor[] {
  if (training && isKnown(training) && knownNumber('The mode of Dropout', training)) {
    throw new NotImplementedError('Dropout in training mode is not read.', {
      hint: 'export the network in inference mode, and put a Dropout layer behind it.',
    });
  }
  return node.wants(1) ? [x, broadcastTo(scalar(1, 'bool'), x.shape)] : x;
}

export const creation: OperatorTable = {
  Constant: operator(0, constant),
  ConstantOfShape: operator(
    1,
    (node, shape) => {
      const value = node.tensor('value') ?? scalar(0, 'float32');
      return broadcastTo(reshape(value, []), knownNumbers('The shape of ConstantOfShape', shape));
    },
    { shapes: [0] },
  ),
  Range: operator(3, (_node, start, limit, delta) => rangeOf(start, limit, delta), { shapes: [0, 1, 2] }),
  EyeLike: operator(1, (node, x) => {
    const [rows, columns] = x.shape as [number, number];
    return ops.eye(rows, columns, node.int('k', 0), typeNamed(node, 'dtype', x.dtype));
  }),
  Cast: operator(1, (node, x) => cast(x, dtypeOfElement(node.int('to', 0)))),
  CastLike: operator(2, (_node, x, like) => cast(x, like.dtype)),
  Identity: operator(1, (_node, x) => x),
  Dropout: operator(1, (node, x, _ratio, training) => dropout(node, x, training), { settings: [1] }),
};
