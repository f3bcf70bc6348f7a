/**
 * The most memory that training a flow of many layers takes, keeping what its derivative needs or inverting instead.
 *
 * Usage: node --import tsx bench/src/reversible.ts layers stored|reversible batch
 */
import { AffineCoupling, CheckerBoardMask, FlowModel } from '@org/gyoza';
import * as keras from '@org/models';
import { peakMemory } from '@org/testing';

const [layers = '50', mode = 'stored', batch = '4096'] = process.argv.slice(2);
const samples = Number(batch);
const SIZE = 64;
const along = { axes: [1], shape: [SIZE] };
const coupling = () =>
  new AffineCoupling({
    ...along,
    computeCouplingParameters: new keras.Sequential([
      new keras.layers.Dense(64, { activation: 'tanh' }),
      new keras.layers.Dense(2 * SIZE, { kernelInitializer: 'zeros' }),
    ]),
    mask: new CheckerBoardMask(along),
  });
const model = new FlowModel({
  flowLayers: Array.from({ length: Number(layers) }, coupling),
  reversible: mode === 'reversible',
});
const x = keras.tensor(await keras.random.normal([samples, SIZE]).data(), [samples, SIZE]);
model.compile({ optimizer: new keras.optimizers.SGD(0.001) });
const before = peakMemory();
const started = performance.now();
await model.fit(x, { epochs: 3, batchSize: samples, verbose: 0 });
const seconds = (performance.now() - started) / 1000;
console.log(
  `${layers} layers, ${mode}: ${Math.round((peakMemory() - before) / 2 ** 20)} MB more, ${seconds.toFixed(1)} s`,
);
process.exit(0);
