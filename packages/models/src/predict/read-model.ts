/** Sequential and functional models of files, as networks: layers in turn, or their calls as the file has recorded them. */
import { isDType, isPlainObject, NotImplementedError, toSnakeCase, ValueError } from '@org/core/basics';
import type { H5Store } from '../saving/h5-store.js';
import { type Config, type FileLayer, Network, type Value } from './network.js';

/** A layer as the file has it. */
interface Saved {
  readonly module?: string | null;
  readonly class_name: string;
  readonly registered_name?: string | null;
  readonly config: Config;
  readonly build_config?: { readonly input_shape?: readonly (number | null)[] } | null;
  /** Of a functional model: its name in it, and its calls. */
  readonly name?: string;
  readonly inbound_nodes?: readonly { readonly args: readonly unknown[]; readonly kwargs: Config }[];
}

/** Which output of which call of which layer. */
type Reference = readonly [layer: string, call: number, output: number];

const MODELS: readonly string[] = ['Sequential', 'Functional', 'Model'];

/** The layers of a model, whose class may be no other: what one of the user's computes is not in the file. */
const layersOf = (saved: Saved): readonly Saved[] => {
  if (isModel(saved) && Array.isArray(saved.config?.layers)) return saved.config.layers;
  throw new NotImplementedError('Only Sequential and functional models are read here.', {
    received: `a model of class ${saved && classOf(saved)}`,
    hint: LOAD_ANY,
  });
};

const LOAD_ANY =
  "saving.loadModel() of '@org/models' reads any file, and model.export() writes it for '@org/core/predict'.";

/**
 * The model of ONNX that answers as the model of a file.
 *
 * @param config config.json of the file
 * @throws ValueError for layers that are not among `layers`, naming them, and where a layer has other variables than it needs;
 * NotImplementedError for settings that are not read here
 */
export function onnxModelOf(config: unknown, store: H5Store, layers: readonly FileLayer[]): Uint8Array {
  const saved = config as Saved;
  const known = new Map(layers.map((layer) => [layer.className, layer]));
  assertKnown(saved, known);
  return new Reader(store, known).read(saved);
}

/** Operations that are what the layer of the same name is, for values of one rank; others are not: `Average` is another mean. */
const LIKE_LAYERS: readonly string[] = ['Add', 'Subtract', 'Multiply', 'Maximum', 'Minimum'];

const isOperation = ({ module }: Saved): boolean => module?.startsWith('keras.src.ops.') ?? false;

/**
 * The class of a layer or model by the name that is its own: Keras's, `package>Name` of a registered one of the user's, `Custom>Name` of
 * another one of the user's, whose `Dense` is not Keras's.
 */
function classOf(saved: Saved): string {
  const { module, class_name: name, registered_name: registered } = saved;
  if (registered?.includes('>')) return registered;
  if (isOperation(saved) && !LIKE_LAYERS.includes(name)) return `${module}>${name}`;
  const isKeras = module ? /^keras(\.|$)/.test(module) : !registered;
  return isKeras ? name : `${module ?? 'Custom'}>${name}`;
}

const isModel = (saved: Saved): boolean => isPlainObject(saved) && MODELS.includes(classOf(saved));

function assertKnown(model: Saved, known: ReadonlyMap<string, FileLayer>): void {
  const missing = new Set<string>();
  const visit = (saved: Saved): void => {
    for (const layer of layersOf(saved)) {
      const name = classOf(layer);
      if (isModel(layer)) visit(layer);
      else if (name !== 'InputLayer' && !known.has(name)) missing.add(name);
    }
  };
  visit(model);
  if (missing.size === 0) return;
  const all = [...missing].sort();
  const [own, others] = [all.filter((name) => name.includes('>')), all.filter((name) => !name.includes('>'))];
  throw new ValueError(`The file has layers that the program does not name: ${all.join(', ')}.`, {
    expected: `loadPredictor(file, { layers: [${[...known.keys(), ...others].sort().join(', ')}] })`,
    hint: [
      ...(others.length > 0 ? [`import { ${others.join(', ')} } from '@org/models/predict'`] : []),
      ...own.map((name) => `write a layer { className: '${name}', write }`),
      `what is not there is not read here: ${LOAD_ANY}`,
    ].join('; '),
  });
}

class Reader {
  readonly #network = new Network();
  readonly #store: H5Store;
  readonly #known: ReadonlyMap<string, FileLayer>;

  constructor(store: H5Store, known: ReadonlyMap<string, FileLayer>) {
    this.#store = store;
    this.#known = known;
  }

  read(model: Saved): Uint8Array {
    const { values, names } = this.#model(model, '', null);
    values.forEach((value, i) => {
      this.#network.output(names[i]!, value);
    });
    return this.#network.build();
  }

  /**
   * @param path of its group in the weight file
   * @param given inputs; null for those of the file's own input layers
   */
  #model(saved: Saved, path: string, given: readonly Value[] | null): { values: Value[]; names: string[] } {
    return saved.class_name === 'Sequential'
      ? this.#sequential(saved, path, given)
      : this.#functional(saved, path, given);
  }

  #sequential(saved: Saved, path: string, given: readonly Value[] | null): { values: Value[]; names: string[] } {
    const layers = layersOf(saved);
    const [first] = layers;
    const shape = (saved.config.build_input_shape ?? saved.build_config?.input_shape) as readonly number[] | undefined;
    if (!first || (!given && first.class_name !== 'InputLayer' && !shape)) {
      throw new ValueError('The file does not say what the model takes.', {
        hint: 'give the model an Input before it is saved, or call it.',
      });
    }
    const isInput = first.class_name === 'InputLayer';
    let x =
      given?.[0] ??
      (isInput ? this.#input(first, first.config.name as string) : this.#network.input('input', 'float32', shape!));
    const paths = pathsOf(layers, path);
    for (const layer of isInput ? layers.slice(1) : layers) [x] = this.#call(layer, paths.get(layer)!, [x]) as [Value];
    return { values: [x], names: [layers.at(-1)!.config.name as string] };
  }

  #functional(saved: Saved, path: string, given: readonly Value[] | null): { values: Value[]; names: string[] } {
    const layers = layersOf(saved);
    const paths = pathsOf(layers, path);
    const inputs = referencesIn(saved.config.input_layers).map(([name]) => name);
    const inputNames = keysOf(saved.config.input_layers) ?? inputs;
    /** The values of each layer's calls, by its name. */
    const calls = new Map<string, Value[][]>();
    const valueOf = ([name, call, output]: Reference): Value | undefined => calls.get(name)?.[call]?.[output];
    const byName = new Map(layers.map((layer) => [layer.name ?? (layer.config.name as string), layer]));
    inputs.forEach((name, i) => {
      calls.set(name, [[given?.[i] ?? this.#input(byName.get(name)!, inputNames[i]!)]]);
    });
    let waiting = [...byName].flatMap(([name, layer]) =>
      (layer.inbound_nodes ?? []).map((node) => ({ name, layer, node })),
    );
    while (waiting.length > 0) {
      const blocked = new Set<string>();
      const later = waiting.filter(({ name, layer, node }) => {
        const values = tensorsOf(node, layer).map(valueOf);
        if (blocked.has(name) || values.includes(undefined)) return blocked.add(name);
        const results = this.#call(layer, paths.get(layer)!, values as Value[]);
        calls.set(name, [...(calls.get(name) ?? []), results]);
        return false;
      });
      if (later.length === waiting.length) {
        throw new ValueError('The layers in the file cannot be connected.', {
          received: later.map(({ name }) => name).join(', '),
        });
      }
      waiting = later;
    }
    const ends = referencesIn(saved.config.output_layers);
    const values = ends.map(([name, call, output]) => {
      // There, and only there, Keras counts the calls of a functional model from 1.
      const value = valueOf([
        name,
        MODELS.slice(1).includes(byName.get(name)?.class_name ?? '') ? call - 1 : call,
        output,
      ]);
      if (value) return value;
      throw new ValueError('The file names an output that it does not define.', { received: name });
    });
    return { values, names: keysOf(saved.config.output_layers) ?? ends.map(([name]) => name) };
  }

  #input({ config }: Saved, name: string): Value {
    const { batch_shape: shape, dtype } = config;
    const type = policyName(dtype);
    if (!isDType(type))
      throw new NotImplementedError('Only numbers are read here.', { received: `an input of ${type}` });
    return this.#network.input(name, type, shape as readonly (number | null)[]);
  }

  #call(layer: Saved, path: string, inputs: readonly Value[]): Value[] {
    if (isModel(layer)) return this.#model(layer, path, inputs).values;
    const { config } = layer;
    const policy = policyName(config.dtype);
    if (policy !== 'float32') {
      throw new NotImplementedError(`"${config.name}" does not compute in float32.`, {
        received: policy,
        hint: LOAD_ANY,
      });
    }
    if (isOperation(layer) && inputs.some(({ rank }) => rank !== inputs[0]!.rank)) {
      throw new NotImplementedError(
        `"${layer.name}" is an operation on values of several ranks, which is not read here.`,
      );
    }
    const type = this.#known.get(classOf(layer))!;
    const weights = [...(this.#store.get(`${path}/vars`)?.datasets.values() ?? [])];
    const expected = type.variables?.(config) ?? 0;
    if (weights.length !== expected) {
      throw new ValueError(`The file has other variables for "${config.name}" than it needs.`, {
        expected: `${expected} in ${path}/vars`,
        received: String(weights.length),
      });
    }
    return [type.write({ network: this.#network, config, weights, inputs })];
  }
}

/** A dtype, or the name of a policy. */
function policyName(dtype: unknown): string {
  const { config, class_name } = isPlainObject(dtype) ? dtype : {};
  return String(
    isPlainObject(config) ? (class_name === 'DTypePolicy' ? config.name : class_name) : (dtype ?? 'float32'),
  );
}

/** The groups of layers in the weight file: numbered by class, in the order of the layers. */
function pathsOf(layers: readonly Saved[], outer: string): Map<Saved, string> {
  const counts = new Map<string, number>();
  return new Map(
    layers.map((layer) => {
      const name = layer.class_name === 'Model' ? 'functional' : toSnakeCase(layer.class_name);
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const own = count === 0 ? name : `${name}_${count}`;
      return [layer, `${outer}${outer && '/'}layers/${own}`];
    }),
  );
}

/** The keys of inputs or outputs that are a dict of tensors, which are their names then. */
const keysOf = (structure: unknown): string[] | null =>
  isPlainObject(structure) && Object.values(structure).every((each) => referencesIn(each).length === 1)
    ? Object.keys(structure).sort()
    : null;

/** The references in a structure of them: one, lists, dicts. */
function referencesIn(structure: unknown): Reference[] {
  if (Array.isArray(structure)) {
    return typeof structure[0] === 'string' && typeof structure[1] === 'number'
      ? [structure as unknown as Reference]
      : structure.flatMap(referencesIn);
  }
  if (!isPlainObject(structure)) return [];
  return Object.keys(structure)
    .sort()
    .flatMap((key) => referencesIn(structure[key]));
}

/** By what a model takes the tensors of a dict. */
const namesOf = ({ config }: Saved): string[] =>
  keysOf(config.input_layers) ?? referencesIn(config.input_layers).map(([name]) => name);

/** Whether an argument says nothing: Keras records the masks of several inputs as a list or dict of null. */
const isNothing = (value: unknown): boolean =>
  value === null ||
  value === false ||
  (Array.isArray(value) && value.every(isNothing)) ||
  (isPlainObject(value) && Object.values(value).every(isNothing));

/**
 * The tensors of a call, in their order.
 *
 * @throws NotImplementedError where it has other arguments than those
 */
function tensorsOf({ args, kwargs }: NonNullable<Saved['inbound_nodes']>[number], layer: Saved): Reference[] {
  const found: Reference[] = [];
  const visit = (value: unknown): void => {
    if (isPlainObject(value) && value.class_name === '__keras_tensor__') {
      found.push((value.config as { keras_history: Reference }).keras_history);
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (isPlainObject(value)) for (const key of Object.keys(value).sort()) visit(value[key]);
    else
      throw new NotImplementedError(`"${layer.name}" is called with what is not read here.`, {
        received: String(value),
      });
  };
  const { inputs, ...rest } = kwargs;
  const [all] = args.length === 0 && inputs ? [inputs] : args;
  // A model takes a dict by the names of its inputs.
  const names = isModel(layer) && isPlainObject(all) && all.class_name !== '__keras_tensor__' && namesOf(layer);
  visit(names ? names.map((name) => (all as Config)[name]) : args.length === 0 && inputs ? inputs : args);
  const others = Object.entries(rest).filter(([, value]) => !isNothing(value));
  if (others.length === 0) return found;
  throw new NotImplementedError(`"${layer.name}" is called with what is not read here.`, {
    received: others.map(([name]) => name).join(', '),
  });
}
