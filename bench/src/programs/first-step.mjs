/** One training step of a small network, and the CPU time that the process took for it, in milliseconds. */
import * as keras from '@org/models';

const { layers } = keras;
const model = new keras.Sequential([
  keras.Input([29]),
  new layers.Dense(64, { activation: 'relu' }),
  new layers.Dense(64, { activation: 'relu' }),
  new layers.Dense(2, { activation: 'softmax' }),
]);
model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy' });
await model.trainOnBatch(keras.ops.ones([128, 29]), keras.ops.zeros([128], 'int32'));
const { user, system } = process.cpuUsage();
console.log((user + system) / 1000);
