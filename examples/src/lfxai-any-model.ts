/** Every explainer on a model that somebody brings: a `.keras` file, and an `.onnx` file of which nothing else is known. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  attr,
  attributeAuxiliary,
  DataLoader,
  InfluenceFunctions,
  NearestNeighbours,
  SimplEx,
  TensorDataset,
  TracIn,
} from '@org/lfxai';
import * as keras from '@org/models';
import { layers, ops, random, type Tensor } from '@org/models';

/** What somebody has: a classifier of small images, in two files. */
async function brought(folder: string): Promise<{ keras: string; onnx: string }> {
  keras.utils.setRandomSeed(1);
  const model = new keras.Sequential([
    keras.Input([8, 8, 1]),
    new layers.Conv2D(4, 3, { activation: 'relu' }),
    new layers.Flatten(),
    new layers.Dense(6, { activation: 'tanh' }),
    new layers.Dense(3),
  ]);
  const files = { keras: join(folder, 'model.keras'), onnx: join(folder, 'model.onnx') };
  await model.save(files.keras);
  await model.export(files.onnx, { format: 'onnx' });
  return files;
}

const folder = await mkdtemp(join(tmpdir(), 'any-model-'));
const files = await brought(folder);
const x = random.uniform([6, 8, 8, 1], { seed: 1 }) as Tensor;

for (const [name, model] of [
  ['.keras', await keras.saving.loadModel(files.keras)],
  ['.onnx', new layers.ONNXLayer(files.onnx)],
] as const) {
  console.log(`\n${name}`);
  const said = (what: string, found: Tensor) => console.log(`  ${what.padEnd(26)} [${found.shape}]`);

  // By features, with a label: what speaks for class 2. The method, its call, and that is it.
  const box = { target: 2, slidingWindowShapes: [2, 2, 1], baselines: ops.zeros([1, 8, 8, 1]), nSamples: 4, seed: 1 };
  const quadrants = ops.repeat(
    ops.repeat(
      [
        [[0], [1]],
        [[2], [3]],
      ],
      4,
      0,
    ),
    4,
    1,
  );
  const featureMask = ops.expandDims(quadrants, 0);
  const { target, baselines, slidingWindowShapes, nSamples, seed } = box;
  said('Saliency', await new attr.Saliency(model).attribute(x, { target }));
  said('InputXGradient', await new attr.InputXGradient(model).attribute(x, { target }));
  said('IntegratedGradients', await new attr.IntegratedGradients(model).attribute(x, { target }));
  said('GradientShap', await new attr.GradientShap(model).attribute(x, baselines, { target, seed }));
  said('DeepLift', await new attr.DeepLift(model).attribute(x, { target }));
  said('DeepLiftShap', await new attr.DeepLiftShap(model).attribute(x, ops.concatenate([baselines, x], 0), { target }));
  said('GuidedBackprop', await new attr.GuidedBackprop(model).attribute(x, { target }));
  said('Deconvolution', await new attr.Deconvolution(model).attribute(x, { target }));
  said('LRP', await new attr.LRP(model).attribute(x, { target }));
  said('Occlusion', await new attr.Occlusion(model).attribute(x, slidingWindowShapes, { target }));
  said('FeatureAblation', await new attr.FeatureAblation(model).attribute(x, { target, featureMask }));
  said('FeaturePermutation', await new attr.FeaturePermutation(model).attribute(x, { target, featureMask, seed }));
  said('ShapleyValues', await new attr.ShapleyValues(model).attribute(x, { target, featureMask }));
  const sampling = new attr.ShapleyValueSampling(model);
  said('ShapleyValueSampling', await sampling.attribute(x, { target, featureMask, nSamples, seed }));
  said('KernelShap', await new attr.KernelShap(model).attribute(x, { target, featureMask, nSamples, seed }));
  said('Lime', await new attr.Lime(model).attribute(x, { target, featureMask, nSamples, seed }));
  said('NoiseTunnel', await new attr.NoiseTunnel(new attr.Saliency(model)).attribute(x, { target, seed }));

  // Without labels: what the outputs come from, taken as a representation.
  const loader = new DataLoader(new TensorDataset(x), { batchSize: 6 });
  const method = new attr.IntegratedGradients(model);
  said('label-free', await attributeAuxiliary(model, loader, null, method, baselines));

  // By examples: which of the first four the last two resemble, or come from.
  const [train, test] = [ops.take(x, [0, 1, 2, 3], 0), ops.take(x, [4, 5], 0)];
  const explained = model as never;
  const loss = (_: Tensor, y: Tensor) => ops.mean(ops.square(y));
  said('NearestNeighbours', await new NearestNeighbours(explained, null, train).attribute(test, [0, 1, 2, 3]));
  said('SimplEx', await new SimplEx(explained, null, train).attribute(test, [0, 1, 2, 3]));
  const checkpoints = [(await model.getWeights()) as Tensor[]];
  said('TracIn', await new TracIn(explained, loss, null, train).attribute(test, [0, 1, 2, 3], { checkpoints }));
  const influence = new InfluenceFunctions(explained, loss, null, train);
  said('InfluenceFunctions', await influence.attribute(test, [0, 1, 2, 3], { recursionDepth: 5, seed }));
}
await rm(folder, { recursive: true });
