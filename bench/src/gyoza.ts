/**
 * Flows: training steps of gyoza's layers and of its tutorial against the original on TensorFlow, RealNVP against the same in Keras on
 * JAX, and the way back against the way there.
 *
 * Usage: GYOZA=/path/to/gyoza/src KERAS_PYTHON=/path/to/python node --import tsx bench/src/gyoza.ts [rounds] [workload ...]
 */
import {
  ActivationNormalization,
  AdditiveCoupling,
  AffineCoupling,
  CheckerBoardMask,
  CheckerBoardPermutation,
  DisentanglingFlowModel,
  type FlowLayer,
  FlowModel,
  flows,
  Reflection,
  ShufflePermutation,
  SupervisedFactorLoss,
} from '@org/gyoza';
import * as keras from '@org/models';
import { findPython, gyozaFit } from './keras.js';
import { realNVP, realNVPSteps } from './realnvp.js';
import { type Contestant, compete, median, timed } from './timing.js';

const { Dense } = keras.layers;
const SIZE = 16;
const dense = (units: number, size: number) =>
  new keras.Sequential([new Dense(units, { activation: 'relu' }), new Dense(size)]);

function flowLayers(name: string): { size: number; layers: FlowLayer[] } {
  const size = name === 'tutorial' ? 2 : SIZE;
  const along = { axes: [1], shape: [size] };
  const normalization = () => new ActivationNormalization(along);
  const coupling = () =>
    new AdditiveCoupling({
      ...along,
      computeCouplingParameters: dense(4 * size, size),
      mask: new CheckerBoardMask(along),
    });
  const reflection = (reflectionCount: number) => new Reflection({ ...along, reflectionCount });
  const swap = () => new CheckerBoardPermutation(along);
  const stage = () => [reflection(1), coupling(), swap(), coupling(), swap(), normalization()];
  const make: Record<string, () => FlowLayer[]> = {
    normalization: () => [normalization()],
    reflection: () => [reflection(4)],
    coupling: () => [coupling()],
    permutation: () => [new ShufflePermutation(along)],
    tutorial: () => [...stage(), ...stage()],
  };
  return { size, layers: [normalization(), ...make[name]!()] };
}

async function ours(workload: string, steps: number, batch: number): Promise<Contestant> {
  const { Adam } = keras.optimizers;
  const samples = steps * batch;
  const options = { batchSize: batch, epochs: 1, verbose: 0 as const, shuffle: false };
  const fits = (run: () => Promise<unknown>): Contestant => ({
    name: 'ours',
    round: () => timed(steps, run),
    async close() {},
  });
  if (workload.startsWith('realnvp')) {
    return fits(await realNVPSteps(workload === 'realnvp', steps, batch));
  }
  const { size, layers } = flowLayers(workload);
  const model = new DisentanglingFlowModel(layers);
  model.compile({
    optimizer: new Adam(0.001),
    loss: new SupervisedFactorLoss([Math.floor(size / 2), Math.ceil(size / 2)]),
  });
  const draw = async () => keras.tensor(await keras.random.normal([samples, size]).data(), [samples, size]);
  const pair = [await draw(), await draw()];
  const y = keras.tensor(
    Float32Array.from({ length: 2 * samples }, (_, i) => (i % 2) * 0.9),
    [samples, 2],
  );
  return fits(() => model.fit(pair, y, options));
}

const [rounds = '5', ...chosen] = process.argv.slice(2);
const python = findPython();
const workloads: [name: string, backend: string, steps: number, batch: number][] = [
  ['normalization', 'tensorflow', 200, 64],
  ['reflection', 'tensorflow', 200, 64],
  ['coupling', 'tensorflow', 200, 64],
  ['permutation', 'tensorflow', 200, 64],
  ['tutorial', 'tensorflow', 200, 64],
  ['realnvp', 'jax', 20, 128],
  ['realnvp-conv', 'jax', 10, 128],
];
console.log('| step of | ours, ms | Keras, ms | ratio | CPU: ours | Keras | ratio |\n|---|---|---|---|---|---|---|');
for (const [name, backend, steps, batch] of workloads) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const contestants = [
    await ours(name, steps, batch),
    ...(python ? [gyozaFit(python, backend, name, steps, batch)] : []),
  ];
  const times = await compete(contestants, Number(rounds));
  const [own, other] = [times.get('ours')!, times.get(`keras-${backend}`)];
  const cells = other
    ? [
        other.wall.toFixed(3),
        (other.wall / own.wall).toFixed(2),
        own.cpu.toFixed(3),
        other.cpu.toFixed(3),
        (other.cpu / own.cpu).toFixed(2),
      ]
    : ['', '', own.cpu.toFixed(3), '', ''];
  console.log(`| ${name} (${backend}) | ${own.wall.toFixed(3)} | ${cells.join(' | ')} |`);
  for (const contestant of contestants) await contestant.close();
}

if (chosen.length === 0 || chosen.includes('inverse')) {
  console.log('\n| call | there, CPU ms | back, CPU ms |\n|---|---|---|');
  const tutorial = flowLayers('tutorial');
  const along = { axes: [1], shape: [SIZE] };
  const mask = new CheckerBoardMask(along);
  const single: Record<string, FlowLayer> = {
    normalization: new ActivationNormalization(along),
    'reflection, 4': new Reflection({ ...along, reflectionCount: 4 }),
    permutation: new ShufflePermutation(along),
    additive: new AdditiveCoupling({ ...along, computeCouplingParameters: dense(64, SIZE), mask }),
    affine: new AffineCoupling({ ...along, computeCouplingParameters: dense(64, 2 * SIZE), mask }),
    GIN: new flows.GINCoupling({ ...along, computeCouplingParameters: dense(64, 2 * SIZE), mask }),
    spline: new flows.SplineCoupling({ ...along, computeCouplingParameters: dense(64, 23 * SIZE), mask }),
    'element spline': new flows.ElementSpline(along),
    'mixture of logistics': new flows.LogisticMixtureCoupling({
      ...along,
      computeCouplingParameters: dense(64, 14 * SIZE),
      mask,
    }),
    'linear spline': new flows.ElementSpline({ ...along, kind: 'linear' }),
    'quadratic spline': new flows.ElementSpline({ ...along, kind: 'quadratic' }),
    'cubic spline': new flows.ElementSpline({ ...along, kind: 'cubic' }),
    UMNN: new flows.UMNNCoupling({ ...along, computeCouplingParameters: dense(64, 9 * SIZE), mask }),
    'linear (1×1)': new flows.InvertibleConvolution(along),
    orthogonal: new flows.Orthogonal(along),
    QR: new flows.QRLinear(along),
    SVD: new flows.SVDLinear(along),
    'batch normalization': new flows.BatchNorm(along),
    activation: new flows.InvertibleActivation({ ...along, activation: 'softplus' }),
    autoregressive: new flows.MaskedAutoregressive(along),
    'autoregressive spline': new flows.AutoregressiveSpline(along),
    'autoregressive UMNN': new flows.AutoregressiveUMNN(along),
    planar: new flows.Planar(along),
    Sylvester: new flows.Sylvester(along),
    radial: new flows.Radial(along),
    residual: new flows.Residual(along),
    ODE: new flows.NeuralODE({ ...along, dynamics: dense(64, SIZE) }),
  };
  for (const [name, model, size, batch] of [
    ...Object.entries(single).map(([name, layer]) => [name, new FlowModel([layer]), SIZE, 1024] as const),
    ['tutorial', new FlowModel(tutorial.layers), tutorial.size, 4096],
    ['realnvp', realNVP(), 784, 256],
  ] as const) {
    model.build([null, size]);
    const x = keras.random.normal([batch, size]);
    await x.data();
    const [there, back] = [
      keras.jit((each: keras.Tensor) => model(each)),
      keras.jit((each: keras.Tensor) => model.invert(each)),
    ];
    const cost = async (run: () => Promise<unknown>) => (await timed(1, run)).cpu;
    const forward = async () => {
      const [y, j] = await there(x);
      await Promise.all([y.data(), j.data()]);
    };
    const backward = async () => (await back(x)).data();
    const costs: [number[], number[]] = [[], []];
    for (let round = 0; round < 4 * Number(rounds); round++) {
      costs[0].push(await cost(forward));
      costs[1].push(await cost(backward));
    }
    console.log(`| ${name}, ${batch} samples | ${median(costs[0]).toFixed(2)} | ${median(costs[1]).toFixed(2)} |`);
  }
}
process.exit(0);
