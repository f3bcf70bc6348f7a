import { AttributeError, NotImplementedError, ValueError } from '../errors.js';
import { Callable } from '../python/callable.js';
import { autoName } from '../python/naming.js';
import { allowFields } from '../python/own-fields.js';
import { isPlainObject } from '../python/python-call.js';
import { ownData } from '../tensor/own-data.js';
import { flatten } from '../tree/nested.js';
import type { KerasTensor } from './keras-tensor.js';
import { symbolicResult } from './symbolic-result.js';
import { anySymbolic, isKerasTensor } from './symbols.js';

/** One call of an operation on symbolic tensors: an edge of the functional graph. */
export class OperationNode {
  readonly inputTensors: readonly KerasTensor[];
  /** The call's arguments; keywords are one trailing plain object, as they were given. */
  readonly args: readonly unknown[];

  constructor(
    readonly operation: Operation,
    args: readonly unknown[],
    readonly outputs: unknown,
  ) {
    this.args = ownData(args);
    this.inputTensors = flatten<unknown>(args).filter(isKerasTensor);
    const nodes = inboundNodesOf(operation);
    const nodeIndex = nodes.length;
    nodes.push(this);
    for (const { history } of this.inputTensors) if (history) outboundNodesOf(history.operation).push(this);
    this.outputTensors.forEach((output, tensorIndex) => {
      output.history = { operation, nodeIndex, tensorIndex };
    });
  }

  get outputTensors(): KerasTensor[] {
    return flatten<unknown>(this.outputs).filter(isKerasTensor);
  }

  /** The calls that made this call's inputs. */
  get parentNodes(): OperationNode[] {
    const parents = this.inputTensors.map(({ history }) => nodeOf(history));
    return [...new Set(parents.filter((node) => node !== undefined))];
  }

  get isInput(): boolean {
    return this.inputTensors.length === 0;
  }
}

/** The calls of an operation on symbolic tensors, in their order. */
export let inboundNodesOf: (operation: Operation) => OperationNode[];

/** The calls of other operations on its results. */
export let outboundNodesOf: (operation: Operation) => OperationNode[];

/** The call that made a symbolic tensor. */
export const nodeOf = (history: KerasTensor['history'] | undefined): OperationNode | undefined =>
  history ? inboundNodesOf(history.operation)[history.nodeIndex] : undefined;

/** Something that is called on tensors, symbolic ones included: an op of keras.ops, a layer, a model. */
export abstract class Operation extends Callable {
  name: string;
  readonly #inbound: OperationNode[] = [];
  readonly #outbound: OperationNode[] = [];

  static {
    allowFields(this, ['input', 'output']);
    inboundNodesOf = (operation) => operation.#inbound;
    outboundNodesOf = (operation) => operation.#outbound;
  }

  /** @throws ValueError for a name that is no string or holds '/' */
  constructor(given?: string | null | { readonly name?: string | null }) {
    super();
    const name = isPlainObject(given) ? given.name : given;
    this.name = name ?? autoName(new.target.name);
    if (typeof this.name !== 'string' || this.name.includes('/')) {
      throw new ValueError("A name must be a string without '/'.", { received: String(this.name) });
    }
  }

  /** The computation, on tensors. */
  call(..._given: readonly unknown[]): unknown {
    throw new NotImplementedError(`${this.constructor.name} has no call method.`, {
      hint: 'define call(inputs) in the subclass.',
    });
  }

  override invoke(...given: readonly unknown[]): unknown {
    return anySymbolic(given) ? this.symbolicCall(...given) : this.call(...given);
  }

  /** Records the call in the functional graph. */
  symbolicCall(...given: readonly unknown[]): unknown {
    const outputs = this.computeOutputSpec(...given);
    new OperationNode(this, given, outputs);
    return outputs;
  }

  /** Symbolic outputs for symbolic arguments. */
  computeOutputSpec(...given: readonly unknown[]): unknown {
    return symbolicResult((...concrete) => this.call(...concrete), given);
  }

  /**
   * The symbolic input of the first call; typed as one tensor, though it may be a list.
   *
   * @throws AttributeError before it
   */
  get input(): KerasTensor {
    return unwrap(this.#firstCall('input').inputTensors) as KerasTensor;
  }

  /**
   * The symbolic output of the first call; typed as one tensor, though it may be a tree of them.
   *
   * @throws AttributeError before it
   */
  get output(): KerasTensor {
    return this.#firstCall('output').outputs as KerasTensor;
  }

  #firstCall(attribute: string): OperationNode {
    const [node] = this.#inbound;
    if (node) return node;
    throw new AttributeError(`The layer ${this.name} has never been called and thus has no defined ${attribute}.`, {
      hint: 'call it on keras.Input(...), or build the model that it is in from one.',
    });
  }

  /** What a copy can be made from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return { name: this.name };
  }
}

const unwrap = <T>(list: readonly T[]): T | readonly T[] => (list.length === 1 ? list[0]! : list);
