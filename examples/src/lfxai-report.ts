/** A page about what an autoencoder's representations of digits come from: `tsx examples/src/lfxai-report.ts [report.html] [epochs]` */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AutoEncoderMnist,
  DataLoader,
  DecoderMnist,
  EncoderMnist,
  MNIST,
  RandomNoise,
  saveReport,
  torchFiles,
} from '@org/lfxai';
import * as keras from '@org/models';

const [path = 'report.html', epochs = '15'] = process.argv.slice(2);

keras.utils.setRandomSeed(1);
const [train, test] = [await MNIST.fromPackage(0, 2000), await MNIST.fromPackage(2000, 500)];
const folder = await mkdtemp(join(tmpdir(), 'report-'));
const options = { latentDim: 4, inputPert: new RandomNoise() };
const model = new AutoEncoderMnist(new EncoderMnist(4), new DecoderMnist(4), options);
const loaders = [new DataLoader(train, { batchSize: 100 }), new DataLoader(test, { batchSize: 100 })] as const;
await model.fit(null, ...loaders, folder, { nEpoch: Number(epochs), checkpointInterval: 5 });
model.loadStateDict(await torchFiles.load(join(folder, 'model.pt')));
await saveReport(model.eval(), { train, test }, path, { title: 'Digits, by a denoising autoencoder' });
await rm(folder, { recursive: true });
console.log(`What the representations of digits come from: ${path}`);
