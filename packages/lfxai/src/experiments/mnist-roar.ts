import { join } from 'node:path';
import { ops, random, type Tensor } from '@org/core';
import { utils } from '@org/models';
import { GradientShap, IntegratedGradients } from '../attr/index.js';
import { DataLoader, MaskedMNIST } from '../data/index.js';
import { attributeAuxiliary } from '../explanations/features.js';
import { AutoEncoderMnist, DecoderMnist, EncoderMnist } from '../models/images.js';
import { Identity } from '../models/pretext.js';
import { load } from '../torch-files/index.js';
import { generateMasks } from '../utils/feature-attribution.js';
import { digits, type ExperimentOptions, epochs, timed } from './digits.js';
import { type Row, writeLines, writeTable } from './tables.js';

const PERCENTAGES = [10, 20, 50, 70, 100];
const COLUMNS = ['Method', '% of features removed', 'Test Loss'];

/**
 * Removes what is important from the training digits, and trains anew (appendix C of the paper). Importance is computed digit by
 * digit in the order of the data set, and by the first encoder for all methods; in the original, neither is so.
 */
export async function roarTest({
  randomSeed = 1,
  batchSize = 200,
  dimLatent = 4,
  nEpochs = 100,
  saveDir = join(process.cwd(), 'results/mnist/roar_test'),
  log = timed,
  ...data
}: ExperimentOptions & { dimLatent?: number } = {}): Promise<Row[]> {
  utils.setRandomSeed(randomSeed);
  const [train, test] = await digits(data);
  const testLoader = new DataLoader(test, batchSize);
  const make = (name: string) =>
    new AutoEncoderMnist(new EncoderMnist(dimLatent), new DecoderMnist(dimLatent), dimLatent, new Identity(), name);
  const initial = make('model_initial').stateDict();
  /** Trains from the first weights. */
  const trained = async (name: string, dataset: typeof train) => {
    const model = make(name);
    model.loadStateDict(initial);
    const loader = new DataLoader(dataset, batchSize, true, { seed: randomSeed });
    await model.fit(null, loader, testLoader, saveDir, nEpochs, { onEpoch: epochs(log) });
    model.loadStateDict(await load(join(saveDir, `${name}.pt`)), false);
    return { model: model.eval(), loss: await model.testEpoch(null, testLoader) };
  };
  log('Training the initial autoencoder');
  const { model, loss: original } = await trained('model', train);
  const { encoder } = model;
  const inOrder = new DataLoader(train, batchSize);
  const attribute = async (name: string): Promise<Tensor> => {
    if (name === 'Random') return random.normal([train.length, 1, 28, 28], { seed: randomSeed });
    const method = name === 'Gradient Shap' ? new GradientShap(encoder) : new IntegratedGradients(encoder);
    return attributeAuxiliary(encoder, inOrder, null, method, ops.zeros([1, 1, 28, 28]));
  };
  const rows: Row[] = [];
  for (const name of ['Gradient Shap', 'Integrated Gradients', 'Random']) {
    log(`Computing feature importance with ${name}`);
    rows.push([name, 0, original]);
    const attr = await attribute(name);
    for (const percentage of PERCENTAGES) {
      const maskSize = Math.floor((percentage * 28 * 28) / 100);
      log(`Retraining an autoencoder with ${percentage}% pixels masked by ${name}`);
      const masked = await MaskedMNIST.of(train, generateMasks(attr, maskSize));
      rows.push([name, percentage, (await trained(`model_${name}_mask${maskSize}`, masked)).loss]);
    }
  }
  await writeTable(join(saveDir, 'roar.csv'), COLUMNS, rows);
  await writeLines(saveDir, 'roar', COLUMNS, rows, { x: COLUMNS[1]!, y: COLUMNS[2]!, color: COLUMNS[0]! });
  return rows;
}
