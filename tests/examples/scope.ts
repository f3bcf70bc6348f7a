/** The names that examples may use beside those of their own file. */
import * as keras from '@org/models';
import * as relax from '@org/relax';

/** What examples take from the reader, in shapes that suit them. */
export function readersOwn() {
  const { ops, layers, optimizers } = keras;
  const model = new keras.Sequential([keras.Input([4]), new layers.Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return {
    x: ops.ones([10, 4]),
    y: ops.ones([10, 1]),
    a: ops.ones([2, 4]),
    b: ops.ones([2, 4]),
    model,
    optimizer: new optimizers.SGD(),
    variable: new keras.Variable([1, 2], { dtype: 'float32' }),
    seedGenerator: new keras.SeedGenerator(0),
    key: keras.random.PRNGKey(0),
    step: 1,
    params: { w: ops.ones([2]) },
    grads: { w: ops.ones([2]) },
    image: ops.ones([64, 80, 3]),
    reconstruction: ops.zeros([64, 80, 3]),
    images: ops.ones([2, 16, 16, 3]),
    reconstructions: ops.zeros([2, 16, 16, 3]),
    features: ops.ones([2, 8, 8, 4]),
    volumes: ops.ones([2, 9, 9, 9, 1]),
    sequences: ops.ones([2, 8, 4]),
    columns: ops.ones([1, 9, 784]),
    logits: ops.ones([1, 6, 4]),
    indices: ops.zeros([2, 3], 'int32'),
    kernel: ops.ones([3, 3, 3, 4]),
    depthwiseKernel: ops.ones([3, 3, 3, 2]),
    pointwiseKernel: ops.ones([1, 1, 6, 4]),
    mean: ops.ones([3]),
    variance: ops.ones([3]),
    beta: ops.ones([3]),
    gamma: ops.ones([3]),
    scale: ops.ones([3]),
    data: ops.ones([10, 4]),
    series: Array.from({ length: 40 }, (_, i) => i),
    weights: ops.ones([4, 1]),
    lossOf: (w: keras.Tensor, x: keras.Tensor, y: keras.Tensor) => ops.mean(ops.square(x.matmul(w).sub(y))),
    query: ops.ones([2, 5, 2, 4]),
    keys: ops.ones([2, 5, 2, 4]),
    values: ops.ones([2, 5, 2, 4]),
    golden: { values: new Float32Array(10).fill(1) },
    ...recourse(),
    MyLayer: class MyLayer extends keras.Layer {},
  };
}

/** What examples of recourse take besides: ten rows of four numbers in two classes. */
function recourse() {
  const { ops, random } = keras;
  const xs = random.uniform(random.PRNGKey(0), [10, 4]) as keras.Tensor;
  const predFn = (rows: keras.Tensor): keras.Tensor => ops.softmax(rows.at(':', ':2') as keras.Tensor, -1);
  const dataModule = relax.DataModule.fromNumpy(xs, ops.arange(10).mod(2));
  const explanation = new relax.Explanation(dataModule.xs, predFn, { dataModule });
  return {
    xs,
    predFn,
    dataModule,
    explanation,
    method: new relax.VanillaCF({ nSteps: 5 }),
    fn: (row: keras.Tensor): keras.Tensor => row,
    yTargets: predFn(xs),
    rngKeys: random.split(random.PRNGKey(0), 10) as keras.Tensor,
  };
}

/** What the examples of the READMEs take. */
export const readmesOwn = () => ({ images: keras.ops.ones([8, 784]), labels: keras.ops.zeros([8]) });

/** Where the packages' names are found, the first first. */
export const namespaces: readonly (readonly [path: string, names: Readonly<Record<string, unknown>>])[] = [
  ['keras', keras],
  ['keras.callbacks', keras.callbacks],
  ['keras.optimizers', keras.optimizers],
  ['keras.metrics', keras.metrics],
  ['keras.losses', keras.losses],
  ['keras.layers', keras.layers],
  ['keras.optimizers.schedules', keras.optimizers.schedules],
  ['keras.constraints', keras.constraints],
  ['keras.regularizers', keras.regularizers],
  ['keras.initializers', keras.initializers],
];
