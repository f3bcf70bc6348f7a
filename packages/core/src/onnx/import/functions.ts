/** What nodes may call: the operators of the table, and functions that the model itself defines. */
import { ValueError } from '../../errors.js';
import { fromHost, type Tensor } from '../../tensor/tensor.js';
import { withBodies } from '../bodies.js';
import type {
  AttributeProto,
  FunctionProto,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  TensorProto,
} from '../proto.js';
import { readTensor } from '../tensor-proto.js';
import type { Operator } from './operator.js';
import { operators } from './operators/index.js';

/** Versions of operator sets by their domains; '' is that of ONNX itself. */
export type Opsets = ReadonlyMap<string, number>;

const domainOf = (domain: string | undefined): string => (domain === 'ai.onnx' ? '' : (domain ?? ''));

export const opsetsOf = (imports: readonly OperatorSetIdProto[]): Opsets =>
  new Map(imports.map(({ domain, version }) => [domainOf(domain), Number(version)]));

/** The name of an operator in the table. */
export const operatorName = ({ domain, opType }: NodeProto): string =>
  domainOf(domain) === '' ? opType : `${domain}.${opType}`;

export const operatorOf = (node: NodeProto): Operator | undefined => {
  const name = operatorName(node);
  return Object.hasOwn(operators, name) ? operators[name] : undefined;
};

export const opsetOf = (node: NodeProto, opsets: Opsets): number => opsets.get(domainOf(node.domain)) ?? 1;

/** The functions of a model, by the nodes that call them. */
export class Functions {
  readonly opsets: Opsets;
  readonly #byName = new Map<string, FunctionProto>();

  constructor({ functions = [], opsetImport }: ModelProto) {
    this.opsets = opsetsOf(opsetImport);
    for (const each of functions) this.#byName.set(keyOf(each.domain, each.name, each.overload), each);
  }

  /** What a node calls, if the model defines it: that comes before operators of the same name. */
  called({ domain, opType, overload }: NodeProto): FunctionProto | undefined {
    return this.#byName.get(keyOf(domain, opType, overload));
  }
}

const keyOf = (domain: string | undefined, name: string, overload: string | undefined): string =>
  `${domainOf(domain)}:${name}:${overload ?? ''}`;

/** The nodes of a function as this call wants them: attributes that refer to the caller's get their values. */
export function nodesOfCall(definition: FunctionProto, caller: NodeProto): NodeProto[] {
  const given = new Map<string, AttributeProto>();
  for (const attribute of [...(definition.attributeProto ?? []), ...caller.attribute])
    given.set(attribute.name, attribute);
  const resolved = (nodes: readonly NodeProto[]): NodeProto[] =>
    nodes.map((node) => ({ ...node, attribute: node.attribute.flatMap(attributeOf) }));
  const attributeOf = (attribute: AttributeProto): AttributeProto[] => {
    if (!attribute.refAttrName) return [withBodies(attribute, (body) => ({ ...body, node: resolved(body.node) }))];
    const value = given.get(attribute.refAttrName);
    return value ? [{ ...value, name: attribute.name }] : [];
  };
  return resolved(definition.node);
}

const made = new WeakMap<TensorProto, Tensor>();

/** A constant of the file as a tensor; always the same one. */
export function constantOf(tensor: TensorProto): Tensor {
  let constant = made.get(tensor);
  if (!constant) {
    constant = fromHost(readTensor(tensor));
    made.set(tensor, constant);
  }
  return constant;
}

/** Calls of functions within functions that are followed. */
export const MOST_CALLS = 64;

export function assertShallow(depth: number, name: string): void {
  if (depth <= MOST_CALLS) return;
  throw new ValueError('The functions of the model call each other in a circle.', { received: name });
}
