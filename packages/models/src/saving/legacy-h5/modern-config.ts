/** Configs as Keras 2 wrote them, and Keras 3 still writes into `.h5` files, as those of `.keras` files. */
import { isPlainObject } from '@org/core/internal';
import { objectByShortcut } from '@org/layers/internal';

type Json = Record<string, unknown>;

/** Which module a class is of, by the key that has it in a config. */
const MODULES: readonly (readonly [key: RegExp, module: string])[] = [
  [/_initializer$/, 'keras.initializers'],
  [/_regularizer$/, 'keras.regularizers'],
  [/_constraint$/, 'keras.constraints'],
  [/^learning_rate$/, 'keras.optimizers.schedules'],
];

/** What Keras 3 has no longer, with the value that changes nothing; undefined for any. */
const RETIRED: Readonly<Record<string, unknown>> = {
  implementation: undefined,
  input_length: undefined,
  time_major: false,
};
/** What Keras 2 wrote for convolutions that have no groups. */
const WITHOUT_GROUPS = ['DepthwiseConv1D', 'DepthwiseConv2D', 'SeparableConv1D', 'SeparableConv2D'];
/** And for those that have two kernels. */
const KERNEL_OPTIONS = ['kernel_initializer', 'kernel_regularizer', 'kernel_constraint'];

/** A model: what `model_config` holds. */
export function modernModel(config: unknown): Json {
  return modernObject(config, 'keras.layers') as Json;
}

/** What `training_config` holds, as a `compile_config`; what is none is left to be refused. */
export function modernCompile(config: unknown): unknown {
  if (!isPlainObject(config)) return config;
  const { optimizer_config: optimizer, loss, metrics, weighted_metrics, loss_weights } = config;
  return {
    optimizer: modernOptimizer(optimizer),
    loss: modernTree(loss ?? null, 'keras.losses'),
    loss_weights: loss_weights ?? null,
    metrics: modernTree(metrics ?? null, 'keras.metrics'),
    weighted_metrics: modernTree(weighted_metrics ?? null, 'keras.metrics'),
  };
}

/** Slots of learning rates that decay by themselves went with Keras 2. */
function modernOptimizer(optimizer: unknown): unknown {
  if (!isObject(optimizer)) return optimizer ?? null;
  const { decay: _decay, jit_compile: _jit, is_legacy_optimizer: _legacy, lr, ...config } = optimizer.config;
  return modernObject(
    { ...optimizer, config: lr === undefined ? config : { learning_rate: lr, ...config } },
    'keras.optimizers',
  );
}

interface SerializedObject extends Json {
  class_name: string;
  config: Json;
}

const isObject = (value: unknown): value is SerializedObject =>
  isPlainObject(value) && typeof value.class_name === 'string' && isPlainObject(value.config);

/** A list or dict of objects of one module. */
function modernTree(value: unknown, module: string): unknown {
  if (Array.isArray(value)) return value.map((each) => modernTree(each, module));
  if (isObject(value)) return modernObject(value, module);
  return isPlainObject(value) ? mapValues(value, (each) => modernTree(each, module)) : value;
}

const mapValues = (values: Json, change: (value: unknown, key: string) => unknown): Json =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));

function modernObject(given: unknown, module: string): unknown {
  // The first versions had nothing but the layers of a Sequential model.
  if (isPlainObject(given) && given.class_name === 'Sequential' && Array.isArray(given.config)) {
    return modernObject({ ...given, config: { name: 'sequential', layers: given.config } }, module);
  }
  if (!isObject(given) || 'module' in given) return given;
  const { class_name: name, config } = given;
  if (name === 'Policy') return { module: 'keras', class_name: 'DTypePolicy', config, registered_name: null };
  if (name === 'Sequential')
    return { ...given, module: 'keras', config: modernSequential(config), registered_name: null };
  if ((name === 'Functional' || name === 'Model') && Array.isArray(config.layers)) {
    const own = { module: 'keras.src.models.functional', class_name: 'Functional', registered_name: 'Functional' };
    return { ...given, ...own, config: modernFunctional(config) };
  }
  const found = objectByShortcut(module, name);
  const location = found ? { module, registered_name: null } : { module: null, registered_name: name };
  return { ...given, ...location, config: modernContents(name, config) };
}

/** The config of a layer, or of another object that is no model. */
function modernContents(name: string, { batch_input_shape: shape, ...config }: Json): Json {
  const isRetired = (key: string, value: unknown): boolean =>
    (Object.hasOwn(RETIRED, key) && [undefined, value].includes(RETIRED[key])) ||
    (WITHOUT_GROUPS.includes(name) && key === 'groups' && value === 1) ||
    (name.startsWith('SeparableConv') && KERNEL_OPTIONS.includes(key));
  const left = Object.fromEntries(Object.entries(config).filter(([key, value]) => !isRetired(key, value)));
  // Batch normalization had a list of its one axis.
  if (Array.isArray(left.axis) && left.axis.length === 1) left.axis = left.axis[0];
  if (name === 'InputLayer' && shape !== undefined) left.batch_shape = shape;
  return mapValues(left, (value, key) => {
    const module = MODULES.find(([pattern]) => pattern.test(key))?.[1] ?? 'keras.layers';
    return modernTree(value, module);
  });
}

/** A first layer that knew the shape of its input has an input layer before it now. */
function modernSequential(config: Json): Json {
  const { layers } = config;
  // To be refused by who reads it.
  if (!Array.isArray(layers)) return config;
  const [first] = layers as unknown[];
  const shape = isObject(first) && first.class_name !== 'InputLayer' ? first.config.batch_input_shape : undefined;
  const input = { class_name: 'InputLayer', config: { batch_shape: shape, dtype: dtypeOf(first) } };
  return {
    ...config,
    layers: [...(shape === undefined ? [] : [input]), ...layers].map((layer) => modernObject(layer, 'keras.layers')),
  };
}

/** The dtype that a layer takes; embeddings took numbers of any, as whole ones. */
const dtypeOf = (layer: unknown): unknown =>
  isObject(layer) && typeof layer.config.dtype === 'string' ? layer.config.dtype : 'float32';

/** Calls were lists of `[layer, call, output, keywords]`. */
function modernFunctional(config: Json): Json {
  const layers = (config.layers as unknown[]).map((layer) => {
    if (!isPlainObject(layer)) return layer;
    const { inbound_nodes: nodes, ...object } = layer;
    const calls = Array.isArray(nodes) ? nodes.map(modernCall) : nodes;
    return { ...(modernObject(object, 'keras.layers') as Json), inbound_nodes: calls };
  });
  return { ...config, layers };
}

function modernCall(node: unknown): unknown {
  if (!Array.isArray(node)) return node;
  const inputs = node.map((each) => modernTensor(each));
  const keywords = Array.isArray(node[0]) && isPlainObject(node[0][3]) ? node[0][3] : {};
  return { args: [inputs.length === 1 ? inputs[0] : inputs], kwargs: keywords };
}

/** Its shape is that of the layer that makes it; what is written here is not read. */
const modernTensor = (reference: unknown): unknown =>
  Array.isArray(reference)
    ? {
        class_name: '__keras_tensor__',
        config: { shape: null, dtype: 'float32', keras_history: reference.slice(0, 3) },
      }
    : reference;
