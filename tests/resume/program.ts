/** A training that is killed and started again: `node program.mjs <folder of the backup> <saveFreq> <form>`. */
import { createHash } from 'node:crypto';
import { random, type Tensor, tensor } from '@org/core';
import * as keras from '@org/models';

const { layers } = keras;
const [backupDir, saveFreq, form] = process.argv.slice(2) as [string, string, string];
const SAMPLES = 205;
const EPOCHS = 6;

random.setRandomSeed(7);
const wave = (shape: [number, number], at: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(at * i)),
    shape,
  );
const x = wave([SAMPLES, 6], 12.9898);
const y = wave([SAMPLES, 1], 3);

class Noise extends layers.Layer {
  // Of the program's own generator, as `seed: null` stands for.
  override call(inputs: Tensor, { training = false }: { training?: boolean } = {}): Tensor {
    return training ? inputs.add(random.normal([6], { stddev: 0.1 })) : inputs;
  }
}

class Batches extends keras.utils.PyDataset {
  override get length(): number {
    return 20;
  }
  override getItem(index: number): [Tensor, Tensor] {
    return [x.at(`${index * 10}:${index * 10 + 10}`), y.at(`${index * 10}:${index * 10 + 10}`)];
  }
}

const model = new keras.Sequential([
  keras.Input([6]),
  new Noise(),
  new layers.Dense(16, 'relu'),
  new layers.BatchNormalization(),
  new layers.Dropout(0.3),
  new layers.GaussianNoise(0.1),
  new layers.Dense(1),
]);
const learningRate = new keras.optimizers.schedules.ExponentialDecay(0.01, 20, 0.9);
model.compile({ optimizer: new keras.optimizers.AdamW(learningRate), loss: 'mse', metrics: ['mae'] });

const logs: Record<number, unknown> = {};
const callbacks = [
  new keras.callbacks.BackupAndRestore(backupDir, saveFreq === 'epoch' ? 'epoch' : Number(saveFreq)),
  new keras.callbacks.LambdaCallback({
    onEpochEnd: async (epoch, found) => {
      logs[epoch] = found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  }),
];
const options = { epochs: EPOCHS, verbose: 0, callbacks, validationData: [x.at(':20'), y.at(':20')] } as const;
console.log('begins');
if (form === 'stream') await model.fit(new Batches(), options);
else await model.fit(x, y, { ...options, batchSize: 10, stepsPerEpoch: form === 'parts' ? 13 : null });

const hash = createHash('sha256');
for (const { value } of [...model.variables, ...model.optimizer.variables]) hash.update(await value.data());
console.log(JSON.stringify({ state: hash.digest('hex'), next: random.makeDefaultSeed(), logs }));
