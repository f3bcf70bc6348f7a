/** Trains a flow that inverts instead of storing, and prints how many megabytes that took at most. Arguments: layers, samples. */
import { random } from '@org/core';
import * as keras from '@org/models';
import { peakMemory } from '@org/testing';
import { AffineCoupling, CheckerBoardMask, FlowModel } from '../index.js';

const [layers, samples] = process.argv.slice(2).map(Number) as [number, number];
const along = { axes: [1], shape: [64] };
const coupling = () =>
  new AffineCoupling({
    ...along,
    computeCouplingParameters: new keras.layers.Dense(128, { kernelInitializer: 'zeros' }),
    mask: new CheckerBoardMask(along),
  });
const model = new FlowModel({ flowLayers: Array.from({ length: layers }, coupling), reversible: true });
const x = keras.tensor(await random.normal([samples, 64]).data(), [samples, 64]);
model.compile({ optimizer: new keras.optimizers.SGD(0.001) });
const before = peakMemory();
await model.fit(x, { batchSize: samples, verbose: 0 });
console.log(Math.round((peakMemory() - before) / 2 ** 20));
process.exit(0);
