/** The network of a `.keras` file as it becomes a model of ONNX. */
import {
  type Attribute,
  buildModel,
  type DType,
  fromNumbers,
  GraphBuilder,
  ints,
  NotImplementedError,
} from '@org/core/basics';
import type { H5Dataset } from '../saving/h5-store.js';

/** A value of a network; floating numbers are float32, and whole numbers have become such. */
export interface Value {
  readonly name: string;
  readonly rank: number;
  /**
   * Whether channels come before all other axes but the batch, as the runtime's convolutions have them, in place of last. What does not
   * look at axes leaves it so, and nothing is turned there and back between convolutions.
   */
  readonly channelsFirst?: boolean;
}

/** The config of a layer, in Keras's own keys. */
export type Config = Readonly<Record<string, unknown>>;

/** A call of a layer. */
export interface LayerCall {
  readonly network: Network;
  readonly config: Config;
  /** The layer's own variables, in their order. */
  readonly weights: readonly H5Dataset[];
  readonly inputs: readonly Value[];
}

/**
 * What a layer of a file answers, as operators of ONNX.
 *
 * @example
 * const Twice: FileLayer = {
 *   className: 'Twice',
 *   write: ({ network, inputs: [x] }) => ({ ...x!, name: network.op('Add', [x!.name, x!.name]) }),
 * };
 */
export interface FileLayer {
  /** Keras's name of the class; of a registered one of the user's with its package, `my_package>Twice`, of another one `Custom>Twice`. */
  readonly className: string;
  /** How many variables of its own a layer of this config has; none if left out. */
  readonly variables?: (config: Config) => number;
  /** Writes a call, and gives its value. */
  readonly write: (call: LayerCall) => Value;
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Writes the operators of a network. */
export class Network {
  readonly #graph = new GraphBuilder('network');
  /** Values with their axes in another order, by both. */
  readonly #turned = new Map<string, string>();

  /** Adds an operator of one output. */
  op(operator: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string {
    return this.#graph.op(operator, inputs, attributes);
  }

  /** A constant of float32. */
  numbers(values: ArrayLike<number>, shape: readonly number[] = []): string {
    return this.#graph.constant(fromNumbers(values, 'float32', shape).data, 'float32', shape);
  }

  /** A constant vector of whole numbers. */
  ints(values: readonly number[]): string {
    return this.#graph.ints(values);
  }

  /**
   * A variable of the file, with other axes where some are given.
   *
   * @param order which axis comes where
   * @param shape sizes that it is given then
   */
  weight({ dtype, data, shape }: H5Dataset, order?: readonly number[], as?: readonly number[]): string {
    if (dtype !== 'float32') {
      throw new NotImplementedError('Only variables of float32 are read here.', { received: dtype });
    }
    const constant = this.#graph.constant(data, dtype, shape);
    const turned = order ? this.op('Transpose', [constant], { perm: ints(order) }) : constant;
    return as ? this.op('Reshape', [turned, this.ints(as)]) : turned;
  }

  /** The name of a value with its channels last. */
  last({ name, rank, channelsFirst }: Value): string {
    return channelsFirst ? this.#turn(name, [0, ...range(rank).slice(2), 1]) : name;
  }

  /** The name of a value with its channels first. */
  first({ name, rank, channelsFirst }: Value): string {
    return channelsFirst ? name : this.#turn(name, [0, rank - 1, ...range(rank).slice(1, -1)]);
  }

  #turn(name: string, order: readonly number[]): string {
    const known = this.#turned.get(`${order} ${name}`);
    if (known !== undefined) return known;
    const turned = this.op('Transpose', [name], { perm: ints(order) });
    this.#turned.set(`${order} ${name}`, turned);
    this.#turned.set(`${order.map((_, i) => order.indexOf(i))} ${turned}`, name);
    return turned;
  }

  /** An input of the model. */
  input(name: string, dtype: DType, shape: readonly (number | null)[]): Value {
    const given = this.#graph.input(
      name,
      dtype,
      shape.map((size, axis) => size ?? (axis === 0 ? 'batch' : null)),
    );
    return { name: dtype === 'float32' ? given : this.op('Cast', [given], { to: FLOAT }), rank: shape.length };
  }

  /** An output of the model, by the name of the layer that makes it; of one name several are numbered. */
  output(name: string, value: Value): void {
    let own = name;
    for (let n = 1; this.#graph.has(own); n++) own = `${name}_${n}`;
    this.#graph.node('Identity', [this.last(value)], { outputs: [own] });
    this.#graph.output(own, 'float32', new Array(value.rank).fill(null));
  }

  /** The bytes of the model. */
  build(): Uint8Array {
    return buildModel(this.#graph);
  }
}

/** ONNX's number of float32, as an attribute. */
const FLOAT: Attribute = { type: 2, i: 1 };
