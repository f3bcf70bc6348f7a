/** Constants, variables, calls, branches, loops, and the lists that loops fill. */
import { cond } from '../../control-flow/cond.js';
import { whileTree } from '../../control-flow/while-loop.js';
import { isFloat } from '../../dtype.js';
import { NotImplementedError, ValueError } from '../../errors.js';
import * as ops from '../../ops/index.js';
import { isKnown, knownNumber, knownNumbers } from '../../ops/support/static-values.js';
import { add, cast, stopGradient, sub } from '../../primitives/elementwise.js';
import { gather } from '../../primitives/indexing.js';
import { reshape } from '../../primitives/movement.js';
import * as random from '../../random/index.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import {
  type GraphNode,
  type GraphOperator,
  type GraphOperatorTable,
  type GraphValue,
  isList,
  isResource,
  onTensors,
  onValues,
  type Resource,
  type TensorList,
} from '../operator.js';

const MOST_ITERATIONS = 10_000;

const same = onValues((_node, inputs) => inputs);

function variableOf(node: GraphNode, value: GraphValue | undefined): Resource {
  if (value && isResource(value)) return value;
  throw new ValueError(`${node.op} takes a variable.`);
}

function listOf(node: GraphNode, value: GraphValue | undefined): TensorList {
  if (value && isList(value)) return value;
  throw new ValueError(`${node.op} takes a list.`);
}

const isTensor = (value: GraphValue): value is Tensor => !isResource(value) && !isList(value);

const assigning = (next: (present: () => Tensor, value: Tensor) => Tensor): GraphOperator =>
  onValues((node, [target, value]) => {
    const variable = variableOf(node, target);
    variable.assign(next(() => variable.read(), value as Tensor));
    return [];
  });

const call = onValues((node, inputs) => node.call(node.functionName('f'), inputs));

const branch = onValues((node, [condition, ...inputs]) => {
  const [onTrue, onFalse] = ['then_branch', 'else_branch'].map(
    (name) => () => node.call(node.functionName(name), inputs),
  );
  if (isKnown(condition as Tensor)) {
    return (knownNumber('The condition of If', condition as Tensor) ? onTrue : onFalse)!();
  }
  return cond(reshape(condition as Tensor, []), onTrue as () => Tensor[], onFalse as () => Tensor[]);
});

/**
 * A loop that counts, and so ends where it does whatever the other values are, is written out, which has a gradient. Any other stays a
 * loop.
 */
const loop = onValues((node, initial) => {
  const [condition, body] = ['cond', 'body'].map((name) => node.functionName(name)) as [string, string];
  const goesOn = (values: readonly GraphValue[]): Tensor => reshape(node.call(condition, values)[0] as Tensor, []);
  // What is no counter might end the loop sooner or later with other data.
  const masked = (values: readonly GraphValue[]) =>
    values.map((value) => (isTensor(value) && isFloat(value.dtype) ? placeholder(value) : value));
  let values = initial;
  for (let i = 0; i <= MOST_ITERATIONS; i++) {
    const proceed = goesOn(masked(values));
    if (!isKnown(proceed)) break;
    if (knownNumber('The condition of While', proceed) === 0) return values;
    values = node.call(body, values);
  }
  if (initial.some(isList)) {
    throw new NotImplementedError('A While that collects tensors is read where the number of its iterations is known.');
  }
  const fixed = initial.filter((value) => !isTensor(value));
  const tensors = initial.filter(isTensor);
  const whole = (state: readonly Tensor[]): GraphValue[] => {
    const [left, others] = [[...state], [...fixed]];
    return initial.map((value) => (isTensor(value) ? left.shift()! : others.shift()!));
  };
  const last = whileTree(
    (state) => goesOn(whole(state as Tensor[])),
    (state) => node.call(body, whole(state as Tensor[])).filter(isTensor),
    tensors,
  ) as Tensor[];
  return whole(last);
});

const replaced = (list: TensorList, at: number, value: Tensor): TensorList => {
  if (!(at >= 0 && at < list.elements.length)) {
    throw new ValueError('A position lies outside of its list.', { received: `${at} of ${list.elements.length}` });
  }
  return { isList: true, elements: list.elements.map((each, i) => (i === at ? value : each)) };
};

function reserved(what: string, count: number): TensorList {
  if (!(count >= 0 && count <= MOST_ITERATIONS)) throw new ValueError(`${what} is too long.`, { received: `${count}` });
  return { isList: true, elements: new Array<undefined>(count).fill(undefined) };
}

function stacked(elements: readonly (Tensor | undefined)[]): Tensor {
  const known = elements.find((each) => each !== undefined);
  if (!known) throw new ValueError('A list without elements cannot be stacked.');
  return ops.stack(
    elements.map((each) => each ?? ops.zerosLike(known)),
    0,
  );
}

/** Random numbers of the same distribution as TensorFlow's, from the same seed always the same, but not its bits. */
const drawn = (draw: (key: Tensor, shape: number[]) => Tensor): GraphOperator =>
  onTensors((node, shape, seed) =>
    cast(draw(cast(seed!, 'uint32'), knownNumbers(`The shape of ${node.op}`, shape!)), node.dtype('dtype', 'float32')),
  );

const uniform = drawn((key, shape) => random.uniform(key, shape));
const normal = drawn((key, shape) => random.normal(key, shape));

export const state: GraphOperatorTable = {
  Const: onTensors((node) => node.constant('value')),
  NoOp: onValues(() => []),
  Identity: same,
  IdentityN: same,
  StopGradient: onTensors((_node, x) => stopGradient(x!)),
  PreventGradient: same,
  Snapshot: same,
  EnsureShape: same,
  PlaceholderWithDefault: same,
  DisableCopyOnRead: onValues(() => []),

  ReadVariableOp: onValues((node, [variable]) => variableOf(node, variable).read()),
  ResourceGather: onValues((node, [variable, indices]) =>
    gather(variableOf(node, variable).read(), indices as Tensor, 0),
  ),
  AssignVariableOp: assigning((_present, value) => value),
  AssignAddVariableOp: assigning((present, value) => add(present(), value)),
  AssignSubVariableOp: assigning((present, value) => sub(present(), value)),

  PartitionedCall: call,
  StatefulPartitionedCall: call,
  If: branch,
  StatelessIf: branch,
  While: loop,
  StatelessWhile: loop,

  TensorListReserve: onTensors(
    (node, _shape, count) => reserved(node.op, knownNumber('The length of a list', count!)) as GraphValue,
  ),
  TensorListFromTensor: onTensors((_node, x): GraphValue => ({ isList: true, elements: [...x!] })),
  TensorListSetItem: onValues((node, [list, at, value]) =>
    replaced(listOf(node, list), knownNumber('The position in a list', at as Tensor), value as Tensor),
  ),
  TensorListGetItem: onValues((node, [list, at]) => {
    const element = listOf(node, list).elements[knownNumber('The position in a list', at as Tensor)];
    if (element) return element;
    throw new ValueError('An element of a list is read before it is written.');
  }),
  TensorListStack: onValues((node, [list]) => stacked(listOf(node, list).elements)),
  TensorListLength: onValues((node, [list]) => ops.array(listOf(node, list).elements.length, 'int32')),

  StatelessRandomGetKeyCounter: onTensors((_node, seed) => [seed!, seed!], ['key', 'counter']),
  StatelessRandomGetAlg: onTensors(() => ops.array(1, 'int32')),
  StatelessRandomUniform: uniform,
  StatelessRandomUniformV2: uniform,
  StatelessRandomNormal: normal,
  StatelessRandomNormalV2: normal,
};
