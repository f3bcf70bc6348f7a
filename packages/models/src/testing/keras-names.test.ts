import { fromPythonName } from '@org/core/internal';
import { loadApi } from '@org/testing';
import * as keras from '../index.js';
import { moduleAt } from './keras-keywords.js';

/** What Keras exports and this has not, with the reason. */
const missing: readonly (readonly [reason: string, names: readonly string[]])[] = [
  ['no name of the language; it is `version()`', ['keras.__version__']],
  ['tensors are lazy, and calls on symbolic ones need no scope', ['keras.SymbolicScope']],
  ['the files are those of the Python package Orbax', ['keras.callbacks.OrbaxCheckpoint']],
  ['quantization that looks at data is not done', ['keras.quantizers.AWQConfig', 'keras.quantizers.GPTQConfig']],
  ['scikit-learn is a Python package', ['SKLearnClassifier', 'SKLearnRegressor', 'SKLearnTransformer'].map(wrapper)],
  [
    'a program has one device at a time',
    [
      'DataParallel',
      'DeviceMesh',
      'LayoutMap',
      'ModelParallel',
      'TensorLayout',
      'distribute_tensor',
      'distribution',
      'get_device_count',
      'initialize',
      'list_devices',
      'set_distribution',
    ].map((name) => `keras.distribution.${name}`),
  ],
  [
    'OpenCV draws its lines and letters',
    ['keras.visualization.draw_bounding_boxes', 'keras.visualization.plot_bounding_box_gallery'],
  ],
  [
    'Matplotlib draws it; masks are drawn by `drawSegmentationMasks`, and charts by @org/plots',
    ['keras.visualization.plot_image_gallery', 'keras.visualization.plot_segmentation_mask_gallery'],
  ],
];

type Extra = readonly [reason: string, module: string, names: string];

/** What this exports and Keras does not, with the reason. */
const extra: readonly Extra[] = [
  ['tensors', 'keras', 'Tensor isKerasTensor isTensor isVariable resultType standardizeDType tensor withValues'],
  ['reading many', 'keras', 'evaluate'],
  [
    'errors',
    'keras',
    `AttributeError FileNotFoundError FrameworkError IndexError KeyError NotImplementedError OSError OverflowError PythonTypeError
      RuntimeError ShapeError UnknownSizeError ValueError`,
  ],
  [
    'differentiation and compilation, as JAX, TensorFlow and torch name them',
    'keras',
    `GradientTape checkpoint customGradient customJvp customVjp grad gradients hessian interpret jacfwd jacrev jax jit jnp jvp lax
      linearize valueAndGrad vjp vmap watch withGradientRules`,
  ],
  ['files of ONNX', 'keras', 'exportFunction onnx'],
  [
    'devices and where programs run',
    'keras',
    `calibration deviceNames devices disableCalibration enableCalibration isCalibrationEnabled registerDevice runner setDevice
      setRunner`,
  ],
  [
    'devices and where programs run',
    'keras.config',
    `calibration device deviceNames devices disableCalibration enableCalibration isCalibrationEnabled runner setDevice setRunner`,
  ],
  [
    'what @org/core has at its top, being a package of its own',
    'keras',
    `Constraint KerasFunction SeedGenerator disableFlashAttention disableTracebackFiltering enableFlashAttention
      enableTracebackFiltering epsilon floatx imageDataFormat isFlashAttentionEnabled isTracebackFilteringEnabled setEpsilon setFloatx
      setImageDataFormat standardizeDataFormat`,
  ],
  [
    'what @org/layers has at its top, being a package of its own',
    'keras.layers',
    `Constraint CustomObjectScope DTypePolicy Initializer Quantizer Regularizer RematScope activations boundingBoxes constraints
      customObjectScope deserializeKerasObject dtypePolicies dtypePolicy getCustomObjects getDtypePolicy getRegisteredName
      getRegisteredObject initializers quantizers registerKerasSerializable regularizers serializeKerasObject setDtypePolicy`,
  ],
  ['layers that Keras lacks', 'keras.layers', 'GatedFeedForward ONNXLayer RotaryEmbedding packSequences'],
  ["what happens between a layer's input and its output", 'keras.layers', 'interceptCalls'],
  ['Keras finds it by name', 'keras.losses', 'LossFunctionWrapper'],
  ['as the modules of the other networks', 'keras.applications.mobilenet_v3', 'MobileNetV3Large MobileNetV3Small'],
  ['Keras has them in `keras.ops`, NumPy here', 'keras.ops.linalg', 'logdet slogdet'],
  [
    "all functions of jax.random, but those of a key's dtype",
    'keras.random',
    `PRNGKey ball bernoulli bits cauchy chisquare choice clone dirichlet doubleSidedMaxwell exponential f foldIn generalizedNormal
      geometric gumbel key keyData keyImpl laplace loggamma logistic lognormal maxwell multinomial multivariateNormal orthogonal pareto
      permutation poisson rademacher rayleigh split t triangular wald weibullMin wrapKeyData`,
  ],
  ['a generator that is faster', 'keras.random', 'fastDropoutMask fastNormal fastUniform'],
  [
    'what Keras has in `keras.utils`, or keeps to itself',
    'keras.random',
    'clearGlobalSeedGenerator drawSeed getRandomSeed globalSeedGenerator makeDefaultSeed setRandomSeed',
  ],
  [
    'names of jax.tree and jax.tree_util',
    'keras.tree',
    `TreeDef all leaves map mapWithPath reduce registerPytreeNode registerPytreeNodeClass structure transpose treeAll treeFlatten
      treeFlattenWithPath treeLeaves treeMap treeMapWithPath treeReduce treeStructure treeTranspose treeUnflatten unflatten`,
  ],
  ['a page saves what it has trained', 'keras.saving', 'modelToBlob'],
  ['what `tf.data` and Pillow are in Python', 'keras.utils', 'Dataset PILImage'],
];

function wrapper(name: string): string {
  return `keras.wrappers.${name}`;
}

test('each name of Keras is there, or has a reason not to be', () => {
  const absent = Object.entries(loadApi().modules).flatMap(([module, exports]) =>
    Object.keys(exports)
      .filter((name) => moduleAt(keras, module)?.[fromPythonName(name)] === undefined)
      .map((name) => `${module}.${name}`),
  );
  expect(absent.sort()).toEqual(missing.flatMap(([, names]) => names).sort());
});

test('what is there beyond the names of Keras has a reason', () => {
  const { modules } = loadApi();
  const beyond = Object.keys(modules).flatMap((module) => {
    const inside = Object.keys(modules).flatMap((each) =>
      each.startsWith(`${module}.`) ? each.slice(module.length + 1).split('.', 1) : [],
    );
    const known = new Set([...Object.keys(modules[module]!), ...inside].map(fromPythonName));
    return Object.keys(moduleAt(keras, module) ?? {}).flatMap((name) => (known.has(name) ? [] : `${module}.${name}`));
  });
  const reasoned = extra.flatMap(([, module, names]) => names.split(/\s+/).map((name) => `${module}.${name}`));
  expect(beyond.sort()).toEqual(reasoned.sort());
});
