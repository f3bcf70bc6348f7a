/** Programs with relax, gyoza and lfxai that must compile: functions of users need no types of their own. */
import { ops } from '@org/core';
import { AdditiveCoupling, AffineCoupling, HeavisideMask, tutorials } from '@org/gyoza';
import {
  FeatureAblation,
  GradientShap,
  IntegratedGradients,
  infidelity,
  NeuronConductance,
  NoiseTunnel,
  nn,
  Occlusion,
  Saliency,
  sensitivityMax,
  visualizeImageAttrMultiple,
} from '@org/lfxai';
import type { Model } from '@org/models';
import { type DataModule, generateCfExplanations, type MLModule, VanillaCF } from '@org/relax';

export async function predictorsAreFunctions(): Promise<void> {
  const method = new VanillaCF({ nSteps: 10 });
  method.generateCf([0.2, 0.4], (x) => ops.softmax(x));
  method.generateCf([0.2, 0.4], { predFn: (x) => ops.softmax(x) });
  await method.generateCfs([[0.2, 0.4]], (x) => ops.softmax(x));
  await method.generateCfs([[0.2, 0.4]], { predFn: (x) => ops.softmax(x) });
  await method.generateCfs([[0.2, 0.4]], { predFn: async (x) => (await x.array()) as number[][] });
}

export async function explainedFunctionsAreLambdas(): Promise<void> {
  const x = ops.ones([2, 3]);
  await new IntegratedGradients((v) => ops.sum(v.mul(v), 1)).attribute(x);
  const [a, b] = await new FeatureAblation((u, v) => ops.sum(u.mul(v), 1)).attribute([x, x]);
  await new IntegratedGradients((v, scale: number) => ops.sum(v.mul(scale), 1)).attribute(x, {
    additionalForwardArgs: 2,
  });
  await infidelity(
    (v) => ops.sum(v, 1),
    (v) => [v.mul(0.1), v.mul(0.9)],
    x,
    a,
  );
  await infidelity((v) => ops.sum(v, 1), { perturbFunc: (v) => [v.mul(0.1), v.mul(0.9)], inputs: x, attributions: a });
  const methods = ['original_image', 'heat_map'] as const;
  await visualizeImageAttrMultiple(x, x, { methods, signs: ['all', 'positive'] });
  new nn.Conv2d(1, 8, { kernelSize: [3, 4], padding: 'same' });
  await sensitivityMax((v) => new Saliency((u) => ops.sum(u, 1)).attribute(v), b);
}

export async function requiredParametersHaveNames(model: Model): Promise<void> {
  const x = ops.ones([2, 4, 4, 3]);
  const occluded = await new Occlusion(model).attribute(x, {
    strides: [2, 2, 3],
    target: 0,
    slidingWindowShapes: [2, 2, 3],
  });
  const [shap, delta] = await new GradientShap(model).attribute(x, {
    nSamples: 5,
    baselines: x,
    target: 0,
    returnConvergenceDelta: true,
  });
  const neuron = await new NeuronConductance(model, model.layers[0]!).attribute(x, { neuronSelector: 0, target: 1 });
  const [smooth, error] = await new NoiseTunnel(new IntegratedGradients(model)).attribute(x, {
    target: 0,
    returnConvergenceDelta: true,
  });
  console.log(occluded.shape, shap.shape, delta.shape, neuron.shape, smooth.shape, error.shape);
}

export async function explanationsTakeFunctions(data: DataModule, module: MLModule): Promise<void> {
  const method = new VanillaCF({ nSteps: 10 });
  await generateCfExplanations(method, data, module);
  await generateCfExplanations(method, data, module.predFn, 'vmap');
  await generateCfExplanations(method, data, (x) => ops.softmax(x));
  await generateCfExplanations(method, data, (x) => ops.softmax(x), { strategy: 'iter' });
  await generateCfExplanations(method, data, { predFn: (x) => ops.softmax(x) });
  await generateCfExplanations(method, data, async (x) => (await x.array()) as number[][]);
  const predFnArgs = { temperature: 2 };
  await generateCfExplanations(method, data, (x, { temperature }) => ops.softmax(x.mul(temperature)), { predFnArgs });
  await generateCfExplanations(method, data, { predFn: (x, { temperature }) => x.mul(temperature), predFnArgs });
}

export function flowsTakeFunctions(): void {
  const mask = new HeavisideMask([1], [4]);
  new AdditiveCoupling([4], [1], (x) => x.mul(2), mask);
  new AffineCoupling({ shape: [4], axes: [1], computeCouplingParameters: (x) => [x.mul(0.1), x], mask });
  tutorials.dataSynthesis.createDataSet([0, 1], (s) => [s, s.square()], [0.1, 0.1]);
  const curve = { S: [0, 1], noiseStandardDeviation: [0.1, 0.1] };
  tutorials.dataSynthesis.createDataSet({ ...curve, manifoldFunction: (s) => [s, s.square()] });
}
