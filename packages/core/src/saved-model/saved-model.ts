/** TensorFlow's SavedModels: functions that are read as functions over tensors, with the variables that they use. */
import type { DType } from '../dtype.js';
import { FileNotFoundError, ValueError } from '../errors.js';
import { nodeFiles } from '../node-files.js';
import { convert } from '../python/promotion.js';
import { readFileSync } from '../read-file.js';
import { formatShape } from '../shape.js';
import type { HostArray } from '../tensor/host-array.js';
import { asTensor, type Tensor, type TensorLike } from '../tensor/tensor.js';
import { Checkpoint, type ReadFile } from './checkpoint.js';
import { assertReadable, callFunction, type Library, libraryOf, runNodes } from './graph-run.js';
import { decode, type Message } from './messages.js';
import type { GraphValue, Resource } from './operator.js';
import { dtypeOf, sizesOf } from './tensors.js';

/** A variable of a SavedModel, as its checkpoint has it. */
export interface SavedVariable {
  readonly name: string;
  readonly trainable: boolean;
  readonly value: HostArray;
}

/** Where the variables of a call are kept. */
export interface VariableStore {
  read(variable: SavedVariable): Tensor;
  assign(variable: SavedVariable, value: Tensor): void;
}

/** What an endpoint takes for one of its inputs. */
interface InputSpec {
  readonly name: string;
  readonly dtype: DType | null;
  readonly shape: readonly (number | null)[] | null;
}

type Structured = Message<'StructuredValue'>;

/** A function of a SavedModel that may be called. */
export interface Endpoint {
  /** The variables that it uses, and those that functions use which it calls. */
  readonly variables: readonly SavedVariable[];
  readonly inputs: readonly InputSpec[];
  /**
   * @param inputs one tensor or a nest of them, as the function was written; objects by the names of the signature
   * @returns a tensor, or a nest of them
   */
  call(inputs: unknown, store: VariableStore): unknown;
}

export class SavedModel {
  readonly #graph: Message<'MetaGraphDef'>;
  readonly #objects: readonly Message<'SavedObject'>[];
  readonly #functions: ReadonlyMap<string, Message<'ConcreteFunction'>>;
  readonly #library: Library;
  readonly #checkpoint: Checkpoint;
  readonly #keys: ReadonlyMap<number, string>;
  readonly #variables = new Map<number, SavedVariable>();

  /** @throws ValueError for files that are damaged or no SavedModel; FileNotFoundError without saved_model.pb */
  constructor(read: ReadFile) {
    const bytes = read('saved_model.pb');
    if (!bytes) throw new FileNotFoundError('There is no SavedModel.', { expected: 'a folder with saved_model.pb' });
    const { metaGraphs } = decode('SavedModel', bytes);
    const graph = metaGraphs.find(({ info }) => info?.tags.includes('serve')) ?? metaGraphs[0];
    if (!graph?.objects) {
      throw new ValueError('The SavedModel is of a version of TensorFlow before 2, which is not read.', {
        hint: 'load and save it with TensorFlow 2.',
      });
    }
    this.#graph = graph;
    this.#objects = graph.objects.nodes;
    this.#functions = new Map(graph.objects.functions.map(({ key, value }) => [key, value]));
    this.#library = libraryOf(graph.graph);
    this.#checkpoint = new Checkpoint(read);
    this.#keys = this.#variableKeys();
  }

  /** The names of the functions that may be called: attributes of the object that was saved, then signatures. */
  get endpoints(): string[] {
    return [...new Set([...this.#functionsOf(0), ...this.#functionsOf(this.#signatures)].map(([name]) => name))];
  }

  /** @throws ValueError where there is no such function; NotImplementedError that names the operators which are not read */
  endpoint(name: string): Endpoint {
    const own = this.#functionsOf(0).find(([each]) => each === name);
    const found = own ?? this.#functionsOf(this.#signatures).find(([each]) => each === name);
    if (!found) {
      throw new ValueError(`The SavedModel has no endpoint '${name}'.`, {
        expected: this.endpoints.join(', ') || 'none',
      });
    }
    const [, concrete] = found;
    const definition = this.#functions.get(concrete);
    if (!definition) throw new ValueError('A function is missing in the SavedModel.', { received: concrete });
    assertReadable(this.#library, [concrete]);
    return this.#endpointOf(concrete, definition);
  }

  #endpointOf(concrete: string, { bound = [], inputs: given, outputs }: Message<'ConcreteFunction'>): Endpoint {
    const captured = bound.map((id) => this.#boundTo(id));
    const specs = specsOf(given);
    return {
      inputs: specs,
      variables: captured.filter((each): each is SavedVariable => 'trainable' in each),
      call: (values, store) => {
        const args = argumentsFor(specs, given, values);
        const resources = captured.map((each): GraphValue => {
          if (!('trainable' in each)) return each;
          return {
            isResource: true,
            read: () => store.read(each),
            assign: (value) => store.assign(each, value),
          } satisfies Resource;
        });
        const results = callFunction(this.#library, concrete, [...args, ...resources]) as Tensor[];
        return outputs ? structured(outputs, [...results]) : results;
      },
    };
  }

  /** The number of the object that holds the signatures. */
  get #signatures(): number | null {
    return this.#objects[0]?.children.find(({ name }) => name === 'signatures')?.node ?? null;
  }

  /** The functions that are attributes of an object, with the names of the first graphs that were made of them. */
  #functionsOf(id: number | null): [name: string, concrete: string][] {
    const children = id === null ? [] : (this.#objects[id]?.children ?? []);
    return children.flatMap(({ node = 0, name = '' }): [string, string][] => {
      const { function: own, bareFunction } = this.#objects[node] ?? {};
      const concrete = own?.concreteFunctions[0] ?? bareFunction?.concreteFunction;
      return concrete === undefined ? [] : [[name, concrete]];
    });
  }

  /** What a function has from its surroundings: a variable, or a constant of the graph. */
  #boundTo(id: number): SavedVariable | Tensor {
    const object = this.#objects[id];
    if (object?.variable) return this.#variableAt(id, object.variable);
    if (object?.constant) {
      const nodes = this.#graph.graph?.nodes ?? [];
      return runNodes(
        this.#library,
        nodes,
        [object.constant.operation],
        new Map(),
      )(object.constant.operation) as Tensor;
    }
    throw new ValueError('A function of the SavedModel uses something that is not read: a table, a file or a text.', {
      received: `object ${id}`,
    });
  }

  #variableAt(id: number, { name = '', trainable = false }: Message<'SavedVariable'>): SavedVariable {
    const known = this.#variables.get(id);
    if (known) return known;
    const key = this.#keys.get(id);
    if (key === undefined) throw new ValueError('The checkpoint does not hold a variable.', { received: name });
    const variable = { name: name || `variable_${id}`, trainable, value: this.#checkpoint.array(key) };
    this.#variables.set(id, variable);
    return variable;
  }

  /** Where the checkpoint keeps each variable: it numbers objects by itself, but they have the same names for each other. */
  #variableKeys(): Map<number, string> {
    const keys = new Map<number, string>();
    const others = this.#checkpoint.objects?.nodes;
    if (!others) return keys;
    const twins = new Map([[0, 0]]);
    for (const [own, other] of twins) {
      const twin = others[other];
      const value = twin?.attributes.find(({ name }) => name === 'VARIABLE_VALUE');
      if (value?.key !== undefined) keys.set(own, value.key);
      const byName = new Map((twin?.children ?? []).map(({ name = '', node = 0 }) => [name, node]));
      for (const { name = '', node = 0 } of this.#objects[own]?.children ?? []) {
        const match = byName.get(name);
        if (match !== undefined && !twins.has(node)) twins.set(node, match);
      }
    }
    return keys;
  }
}

const specOf = ({ name = '', shape, dtype }: Message<'TensorSpec'>): InputSpec => ({
  name,
  dtype: dtype === undefined ? null : dtypeOf(dtype),
  shape: sizesOf(shape),
});

/** The tensors that a structure is made of, in TensorFlow's order: keys are sorted. */
function leavesOf(value: Structured | undefined): Message<'TensorSpec'>[] {
  if (!value) return [];
  const leaf = value.tensor ?? value.boundedTensor;
  if (leaf) return [leaf];
  const items = value.list?.values ?? value.tuple?.values ?? value.namedTuple?.values.map((each) => each.value);
  return (items ?? sortedFields(value).map((each) => each.value)).flatMap(leavesOf);
}

const sortedFields = ({ dict }: Structured) =>
  [...(dict?.fields ?? [])].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

/** A signature is the pair of the arguments by position and those by name. */
const specsOf = (signature: Structured | undefined): InputSpec[] => leavesOf(signature).map(specOf);

/** The tensors of a call, in the order of the function. */
function argumentsFor(specs: readonly InputSpec[], signature: Structured | undefined, inputs: unknown): Tensor[] {
  const [positional, named] = signature?.tuple?.values ?? [];
  const positions = positional?.tuple?.values ?? positional?.list?.values ?? [];
  const leaves: unknown[] = [];
  if (positions.length === 0 && named) flattenAs(named, byName(named, inputs), leaves);
  else if (positions.length === 1) flattenAs(positions[0]!, inputs, leaves);
  else if (Array.isArray(inputs) && inputs.length === positions.length) {
    for (const [i, position] of positions.entries()) flattenAs(position, inputs[i], leaves);
  } else leaves.push(...(Array.isArray(inputs) ? inputs : [inputs]));
  if (leaves.length !== specs.length) {
    throw new ValueError('The endpoint takes other inputs.', {
      expected: specs.map(({ name, shape }) => `${name} ${formatShape(shape ?? [])}`).join(', '),
      received: `${leaves.length} tensors`,
    });
  }
  return specs.map((spec, i) => fitting(spec, leaves[i] as TensorLike));
}

/** Signatures take their inputs by name; one alone may do without. */
const byName = ({ dict }: Structured, inputs: unknown): unknown => {
  const fields = dict?.fields ?? [];
  const isNamed = typeof inputs === 'object' && inputs !== null && fields.some(({ key }) => key in inputs);
  return fields.length === 1 && !isNamed ? { [fields[0]!.key]: inputs } : inputs;
};

/** The tensors of `value`, in the order that its structure has in the file. */
function flattenAs(structure: Structured, value: unknown, leaves: unknown[]): void {
  const items = structure.list?.values ?? structure.tuple?.values;
  if (items && Array.isArray(value) && value.length === items.length) {
    for (const [i, item] of items.entries()) flattenAs(item, value[i], leaves);
    return;
  }
  if (structure.dict && typeof value === 'object' && value !== null) {
    for (const { key, value: field } of sortedFields(structure)) {
      const given = (value as Readonly<Record<string, unknown>>)[key];
      if (given === undefined)
        throw new ValueError(`The endpoint takes an input '${key}'.`, { received: Object.keys(value).join(', ') });
      flattenAs(field, given, leaves);
    }
    return;
  }
  if (items && items.length === 1) flattenAs(items[0]!, value, leaves);
  else leaves.push(value);
}

function fitting({ name, dtype, shape }: InputSpec, value: TensorLike): Tensor {
  const x = dtype === null ? asTensor(value) : convert(value, dtype);
  const fits =
    shape === null || (shape.length === x.rank && shape.every((size, axis) => size === null || size === x.shape[axis]));
  if (fits) return x;
  throw new ValueError(`The input '${name}' has a shape that the endpoint does not take.`, {
    expected: formatShape(shape),
    received: formatShape(x.shape),
  });
}

/** Results as the function returned them. */
function structured(value: Structured, results: Tensor[]): unknown {
  if (value.tensor ?? value.boundedTensor) return results.shift()!;
  const items = value.list?.values ?? value.tuple?.values ?? value.namedTuple?.values.map((each) => each.value);
  if (items) return items.map((item) => structured(item, results));
  return Object.fromEntries(sortedFields(value).map(({ key, value: field }) => [key, structured(field, results)]));
}

/** The SavedModel in a folder. @throws FileNotFoundError where there is none; ValueError for one that is damaged */
export function openSavedModel(folder: string): SavedModel {
  const { fs, path } = nodeFiles(folder);
  return new SavedModel((name) => {
    const file = path.join(folder, name);
    return fs.existsSync(file) ? readFileSync(file) : undefined;
  });
}
