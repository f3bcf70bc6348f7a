import { join } from 'node:path';
import { utils } from '@org/models';
import { DataLoader, RandomSampler, Subset } from '../data/index.js';
import { InfluenceFunctions, NearestNeighbours, SimplEx, TracIn } from '../explanations/examples.js';
import { AutoEncoderMnist, DecoderMnist, EncoderMnist } from '../models/images.js';
import { RandomNoise } from '../models/pretext.js';
import { MSELoss } from '../nn/index.js';
import { load } from '../torch-files/index.js';
import { digits, type ExperimentOptions, epochs, timed } from './digits.js';
import { balanced, type Explainer, similarityRows, writeSimilarity } from './similarity.js';
import type { Row } from './tables.js';

export interface ExamplesOptions extends ExperimentOptions {
  dimLatent?: number;
  subtrainSize?: number;
  recursionDepth?: number;
  checkpointInterval?: number;
  /** Names of the explainers; by default all four. */
  explainers?: readonly string[];
}

/** Consistency of label-free example importance (section 4.1 of the paper). @returns explainer, type, percentage and rate */
export async function consistencyExamples({
  randomSeed = 1,
  batchSize = 200,
  dimLatent = 4,
  nEpochs = 100,
  subtrainSize = 1000,
  recursionDepth = 100,
  checkpointInterval = 10,
  explainers: names,
  saveDir = join(process.cwd(), 'results/mnist/consistency_examples'),
  log = timed,
  ...data
}: ExamplesOptions = {}): Promise<Row[]> {
  utils.setRandomSeed(randomSeed);
  const [train, test] = await digits(data);
  const [trainLoader, testLoader] = [new DataLoader(train, batchSize), new DataLoader(test, batchSize)];
  const encoder = new EncoderMnist(dimLatent);
  const model = new AutoEncoderMnist(encoder, new DecoderMnist(dimLatent), dimLatent, new RandomNoise());
  await model.fit(null, trainLoader, testLoader, saveDir, nEpochs, { checkpointInterval, onEpoch: epochs(log) });
  const modelFile = join(saveDir, `${model.name}.pt`);
  model.loadStateDict(await load(modelFile), false);
  // The original explains a model in training mode, one example at a time, so that its statistics are those of the example.
  model.eval();
  const idxSubtrain = balanced(train.labels.data, subtrainSize, 10);
  const idxSubtest = balanced(test.labels.data, subtrainSize, 10);
  const subtrain = new DataLoader(new Subset(train, idxSubtrain), 100);
  const subtest = new DataLoader(new Subset(test, idxSubtest), 100);
  const sampler = new RandomSampler(train, { replacement: true, numSamples: recursionDepth * batchSize });
  const replacement = new DataLoader(train, batchSize, { sampler });
  const loss = new MSELoss();
  const all: Explainer[] = [
    {
      name: 'Influence Functions',
      attribute: () =>
        new InfluenceFunctions(model, loss, null).attributeLoader(null, subtrain, subtest, replacement, recursionDepth),
    },
    { name: 'TracIn', attribute: () => new TracIn(model, loss).attributeLoader(null, subtrain, subtest) },
    { name: 'SimplEx', attribute: () => new SimplEx(model, loss).attributeLoader(null, subtrain, subtest) },
    { name: 'DKNN', attribute: () => new NearestNeighbours(model, loss).attributeLoader(null, subtrain, subtest) },
  ];
  const rows = await similarityRows({
    explainers: all.filter(({ name }) => !names || names.includes(name)),
    labelsSubtrain: idxSubtrain.map((i) => train.labels.data[i]!),
    labelsSubtest: idxSubtest.map((i) => test.labels.data[i]!),
    count: subtrainSize,
    model,
    modelFile,
    log,
  });
  await writeSimilarity(saveDir, 'similarity_rates', rows);
  return rows;
}
