/** Label-free saliency: which pixels the representations of digits come from, by an autoencoder that has seen no labels. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AutoEncoderMnist,
  attributeAuxiliary,
  DataLoader,
  DecoderMnist,
  EncoderMnist,
  IntegratedGradients,
  MNIST,
  RandomNoise,
  Subset,
  torchFiles,
} from '@org/lfxai';
import * as keras from '@org/models';
import { encodePng } from '@org/plots';

const EPOCHS = 8;
/** Pixels of the picture for each of a digit, and around it. */
const [SCALE, MARGIN] = [4, 8];

keras.utils.setRandomSeed(1);
const folder = await mkdtemp(join(tmpdir(), 'saliency-'));
const train = new DataLoader(await MNIST.fromPackage(0, 1000), { batchSize: 50 });
const digits = await MNIST.fromPackage(1000, 100);
const test = new DataLoader(digits, { batchSize: 50 });

console.log(`\nA denoising autoencoder learns to represent 1000 digits by 4 numbers, ${EPOCHS} epochs`);
const encoder = new EncoderMnist(4);
const model = new AutoEncoderMnist(encoder, new DecoderMnist(4), { latentDim: 4, inputPert: new RandomNoise() });
const onEpoch = ({ epoch, trainLoss, testLoss }: { epoch: number; trainLoss: number; testLoss: number }) =>
  console.log(`  epoch ${epoch + 1}: loss ${trainLoss.toFixed(4)}, of other digits ${testLoss.toFixed(4)}`);
await model.fit(null, train, test, folder, { nEpoch: EPOCHS, onEpoch });
model.loadStateDict(await torchFiles.load(join(folder, 'model.pt')));

const shown = new DataLoader(new Subset(digits, [...Array(10).keys()]), { batchSize: 10 });
const black = keras.ops.zeros([1, 1, 28, 28]);
const importance = await attributeAuxiliary(encoder, shown, null, new IntegratedGradients(encoder), black);

const file = join(folder, 'saliency.png');
await writeFile(file, draw(digits.images.data, (await importance.data()) as Float32Array, 10));
console.log(`Digits, and in red what their representations come from (in blue what speaks against it): ${file}`);

/** Digits in one row, and below each its saliency: red above zero, blue below, over the faint digit. */
function draw(pixels: ArrayLike<number>, saliency: Float32Array, count: number): Uint8Array {
  const cell = 28 * SCALE + MARGIN;
  const [width, height] = [count * cell + MARGIN, 2 * cell + MARGIN];
  const data = new Uint8Array(width * height * 3).fill(255);
  for (let i = 0; i < count * 784; i++) {
    const [digit, y, x] = [Math.floor(i / 784), Math.floor((i % 784) / 28), i % 28];
    const own = saliency.subarray(digit * 784, (digit + 1) * 784);
    const share = own[i % 784]! / Math.max(...own.map(Math.abs));
    const ink = 255 - pixels[i]!;
    const faint = 255 - pixels[i]! / 4;
    const strength = Math.sqrt(Math.abs(share));
    const [kept, gone] = [Math.round(faint), Math.round(faint * (1 - strength))];
    const colours = [[ink, ink, ink], share > 0 ? [kept, gone, gone] : [gone, gone, kept]];
    for (const [row, colour] of colours.entries()) {
      for (let k = 0; k < SCALE * SCALE; k++) {
        const top = MARGIN + row * cell + y * SCALE + Math.floor(k / SCALE);
        const left = MARGIN + digit * cell + x * SCALE + (k % SCALE);
        data.set(colour, (top * width + left) * 3);
      }
    }
  }
  return encodePng({ data, width, height, channels: 3 });
}
