/** The page: what its controls do. */
import * as keras from '@org/models';
import { loadDigits } from './digits.js';
import { DrawingPad } from './drawing-pad.js';
import { LossChart } from './loss-chart.js';
import { type Answer, ask, makeNetwork, train } from './network.js';

const EPOCHS = 4;

const find = <E extends Element>(selector: string): E => document.querySelector<E>(selector)!;
const status = find<HTMLElement>('#status');
const prediction = find<HTMLElement>('#prediction');
const trainButton = find<HTMLButtonElement>('#train');
const saveButton = find<HTMLButtonElement>('#save');
const device = find<HTMLSelectElement>('#device');
const bars = find<HTMLElement>('#bars');
const chart = new LossChart(find<SVGElement>('#chart'));

const offer = (name: string, label: string): void => device.add(new Option(label, name));
offer('wasm', 'Processor (WebAssembly)');
offer('javascript', 'Processor (JavaScript)');
/** Browsers may know WebGPU and have no device for it. */
interface Gpu {
  requestAdapter(): Promise<unknown>;
}
void (navigator as { gpu?: Gpu }).gpu?.requestAdapter().then((adapter) => adapter && offer('webgpu', 'GPU (WebGPU)'));
bars.innerHTML = Array.from(
  { length: 10 },
  (_, digit) => `<li>${digit} <meter max="1"></meter><output></output></li>`,
).join('');

let model = makeNetwork();
const pad = new DrawingPad(find<HTMLCanvasElement>('#pad'), () => void answerSoon());

/** One question at a time; what is drawn meanwhile is asked when it is answered. */
let asking: Promise<void> | null = null;
let again = false;
function answerSoon(): void {
  if (asking) again = true;
  else {
    asking = answer()
      .catch(tell)
      .finally(() => {
        asking = null;
        if (again) answerSoon();
      });
    again = false;
  }
}

async function answer(): Promise<void> {
  const pixels = pad.pixels();
  if (!pixels) {
    prediction.textContent = 'Draw something.';
    return;
  }
  show(await ask(model, pixels));
}

function show({ probabilities, saliency }: Answer): void {
  const digit = probabilities.indexOf(Math.max(...probabilities));
  const percent = (probability: number): string => `${(100 * probability).toFixed(1)}%`;
  prediction.textContent = `This is a ${digit} (${percent(probabilities[digit]!)}).`;
  [...bars.children].forEach((bar, i) => {
    bar.querySelector('meter')!.value = probabilities[i]!;
    bar.querySelector('output')!.value = percent(probabilities[i]!);
  });
  const context = find<HTMLCanvasElement>('#saliency').getContext('2d')!;
  const picture = context.createImageData(28, 28);
  const highest = Math.max(...saliency) || 1;
  saliency.forEach((value, i) => {
    const heat = value / highest;
    picture.data.set([255 * Math.min(1, 2 * heat), 255 * Math.max(0, 2 * heat - 1), 60 * (1 - heat), 255], 4 * i);
  });
  context.putImageData(picture, 0, 0);
}

function tell(error: unknown): void {
  status.textContent = error instanceof Error ? error.message : String(error);
}

async function trainModel(): Promise<void> {
  trainButton.disabled = true;
  device.disabled = true;
  saveButton.disabled = true;
  keras.setDevice(device.value);
  chart.clear();
  model = makeNetwork();
  const digits = await digitsLoaded;
  status.textContent = `Training on ${digits.images.shape[0]} digits…`;
  const start = performance.now();
  try {
    await train(model, digits, {
      epochs: EPOCHS,
      onLoss: (loss) => chart.add(loss),
      onEpoch: ({ epoch, accuracy }) => {
        status.textContent = `Epoch ${epoch + 1} of ${EPOCHS}: ${(100 * accuracy).toFixed(1)}% of the digits are right.`;
      },
    });
    status.textContent += ` Done in ${((performance.now() - start) / 1000).toFixed(1)} s.`;
    saveButton.disabled = false;
    answerSoon();
  } catch (error) {
    tell(error);
  } finally {
    trainButton.disabled = false;
    device.disabled = false;
  }
}

async function download(): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await keras.saving.modelToBlob(model));
  link.download = 'digits.keras';
  link.click();
  URL.revokeObjectURL(link.href);
}

trainButton.addEventListener('click', () => void trainModel());
saveButton.addEventListener('click', () => void download().catch(tell));
find('#clear').addEventListener('click', () => pad.clear());

const digitsLoaded = loadDigits('digits.bin');
digitsLoaded.then(({ images }) => {
  status.textContent = `${images.shape[0]} digits are ready.`;
  trainButton.disabled = false;
}, tell);
