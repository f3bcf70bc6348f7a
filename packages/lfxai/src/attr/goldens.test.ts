/** captum's own attributions of two networks. */
import { ops, type Tensor } from '@org/core';
import { expectClose, thorough } from '@org/testing';
import { captumCnn, captumMlp } from '../testing/captum-models.js';
import { expectGolden, type GoldenTensor, goldenTensor, loadGoldenFile } from '../testing/golden-file.js';
import { DeepLift, DeepLiftShap } from './deep-lift.js';
import { FeatureAblation } from './feature-ablation.js';
import { FeaturePermutation } from './feature-permutation.js';
import { GradientShap } from './gradient-shap.js';
import { Deconvolution, GuidedBackprop } from './guided-backprop.js';
import { GuidedGradCam } from './guided-grad-cam.js';
import { InputXGradient } from './input-x-gradient.js';
import { IntegratedGradients } from './integrated-gradients.js';
import { InternalInfluence } from './layer/internal-influence.js';
import { LayerActivation } from './layer/layer-activation.js';
import { LayerConductance } from './layer/layer-conductance.js';
import { LayerDeepLift } from './layer/layer-deep-lift.js';
import { LayerGradCam } from './layer/layer-grad-cam.js';
import { LayerGradientXActivation } from './layer/layer-gradient-x-activation.js';
import { LayerIntegratedGradients } from './layer/layer-integrated-gradients.js';
import { NeuronConductance } from './neuron/neuron-conductance.js';
import { NeuronGradient } from './neuron/neuron-gradient.js';
import { NeuronIntegratedGradients } from './neuron/neuron-integrated-gradients.js';
import { Occlusion } from './occlusion.js';
import { approximationParameters, type QuadratureMethod } from './quadrature.js';
import { Saliency } from './saliency.js';
import { ShapleyValueSampling, ShapleyValues } from './shapley-values.js';

interface WithDelta {
  readonly attr: GoldenTensor;
  readonly delta: GoldenTensor;
}
interface Golden {
  readonly target: readonly number[];
  readonly weights: Readonly<Record<string, GoldenTensor>>;
  readonly [name: string]: unknown;
}

const first = (x: Tensor, row: number) =>
  ops.slice(x, [row, ...x.shape.slice(1).map(() => 0)], [1, ...x.shape.slice(1)]);

const RULES = ['gausslegendre', 'riemann_trapezoid', 'riemann_left', 'riemann_right', 'riemann_middle'] as const;

describe.each([
  ['captum_mlp', captumMlp],
  ['captum_cnn', captumCnn],
] as const)('%s', (file, build) => {
  const golden = loadGoldenFile<Golden>(file);
  const { model, r1, c1 } = build(golden.weights);
  const tensorOf = (name: string) => goldenTensor(golden[name] as GoldenTensor);
  const x = tensorOf('x');
  const baselines = tensorOf('baseline');
  const target = golden.target;
  const expectEntry = (actual: Tensor, name: string) =>
    expectGolden(actual, golden[name] as GoldenTensor, { label: name });
  const expectBoth = async ([attributions, delta]: [Tensor, Tensor], name: string, atol = 2e-6) => {
    const entry = golden[name] as WithDelta;
    await expectGolden(attributions, entry.attr, { label: name });
    await expectGolden(delta, entry.delta, { label: `${name} delta`, atol });
  };

  it('is the same network', async () => {
    await expectEntry(model(x), 'output');
    await expectEntry(model(baselines), 'output_baseline');
  });

  it('Saliency, InputXGradient', async () => {
    const saliency = new Saliency(model);
    await expectEntry(await saliency.attribute(x, target), 'Saliency');
    await expectEntry(await saliency.attribute(x, { target, abs: false }), 'Saliency_signed');
    await expectEntry(await new InputXGradient(model).attribute(x, target), 'InputXGradient');
  });

  it('IntegratedGradients, by all rules, in one batch and in many', async () => {
    const ig = new IntegratedGradients(model);
    for (const method of RULES) {
      const name = `IG_${method}_7`;
      await expectBoth(
        await ig.attribute(x, { baselines, target, nSteps: 7, method, returnConvergenceDelta: true }),
        name,
      );
    }
    await expectBoth(await ig.attribute(x, { baselines, target, returnConvergenceDelta: true }), 'IG_gausslegendre_50');
    await expectEntry(await ig.attribute(x, { target }), 'IG_zero_baseline_50');
    for (const internalBatchSize of thorough([1, 4, 5], [5])) {
      const inBatches = await ig.attribute(x, { baselines, target, nSteps: 7, internalBatchSize });
      await expectEntry(inBatches, 'IG_internal_batch4_7');
    }
    const local = new IntegratedGradients(model, { multiplyByInputs: false });
    await expectEntry(await local.attribute(x, baselines, target, null, 7), 'IG_no_multiply');
  });

  it('GuidedBackprop, Deconvolution', async () => {
    await expectEntry(await new GuidedBackprop(model).attribute(x, target), 'GuidedBackprop');
    await expectEntry(await new Deconvolution(model).attribute(x, target), 'Deconvolution');
  });

  it('GradientShap with the draws of the original, in one batch and in many', async () => {
    const { choice, uniform } = golden.GradientShap as { choice: GoldenTensor; uniform: GoldenTensor };
    const rows = ops.concatenate([first(baselines, 0), first(x, 0).mul(0.25), first(x, 1).mul(-0.5)], 0);
    const draws = { choice: choice.data!, uniform: uniform.data! };
    for (const internalBatchSize of thorough([null, 1, 5], [5])) {
      const given = { nSamples: 4, target, draws, internalBatchSize, returnConvergenceDelta: true } as const;
      await expectBoth(await new GradientShap(model).attribute(x, rows, given), 'GradientShap');
    }
  });

  it('DeepLift and DeepLiftShap, which add up', async () => {
    const given = { target, returnConvergenceDelta: true } as const;
    const complete = 'DeepLift_manual_complete' in golden;
    const [attributions, delta] = await new DeepLift(model).attribute(x, baselines, given);
    const entry = golden[complete ? 'DeepLift_manual_complete' : 'DeepLift'] as WithDelta;
    await expectGolden(attributions, entry.attr, { label: 'DeepLift' });
    expectClose(
      await delta.data(),
      target.map(() => 0),
      { atol: 2e-6 },
    );
    const rows = ops.concatenate([baselines, x.mul(0.5), baselines.mul(0)], 0);
    for (const internalBatchSize of thorough([null, 4], [4])) {
      const [shap, deltas] = await new DeepLiftShap(model).attribute(x, rows, { ...given, internalBatchSize });
      expectClose(await deltas.data(), new Array(target.length * rows.shape[0]!).fill(0), { atol: 2e-6 });
      if (!complete) await expectBoth([shap, deltas], 'DeepLiftShap');
    }
    if (complete) return;
    await expectEntry(await new DeepLift(model).attribute(x, { target }), 'DeepLift_zero_baseline');
    const local = new DeepLift(model, { multiplyByInputs: false });
    await expectEntry(await local.attribute(x, baselines, target), 'DeepLift_no_multiply');
  });

  it('layers, in one batch and in many', async () => {
    await expectEntry(await new LayerActivation(model, r1).attribute(x), 'LayerActivation_r1');
    await expectEntry(
      await new LayerGradientXActivation(model, r1).attribute(x, target),
      'LayerGradientXActivation_r1',
    );
    for (const internalBatchSize of thorough([null, 1, 6], [6])) {
      const given = { inputs: x, baselines, target, nSteps: 20, internalBatchSize };
      await expectEntry(await new LayerConductance(model, r1).attribute(given), 'LayerConductance_r1_20');
      await expectEntry(await new InternalInfluence(model, r1).attribute(given), 'InternalInfluence_r1_20');
      await expectEntry(
        await new LayerIntegratedGradients(model, r1).attribute(given),
        'LayerIntegratedGradients_r1_20',
      );
    }
    await expectEntry(await new LayerDeepLift(model, r1).attribute(x, baselines, target), 'LayerDeepLift_r1');
    if (!c1) return;
    await expectEntry(await new LayerGradCam(model, c1).attribute(x, target), 'LayerGradCam_c1');
    await expectEntry(await new GuidedGradCam(model, c1).attribute(x, target), 'GuidedGradCam_c1');
  });

  it('neurons', async () => {
    const unit = c1 ? [1, 2, 2] : 1;
    await expectEntry(await new NeuronGradient(model, r1).attribute(x, unit), 'NeuronGradient_r1_unit1');
    for (const internalBatchSize of thorough([null, 5], [5])) {
      const given = { baselines, nSteps: 20, internalBatchSize };
      await expectEntry(
        await new NeuronConductance(model, r1).attribute(x, unit, { ...given, target }),
        'NeuronConductance_r1_unit1_20',
      );
      await expectEntry(
        await new NeuronIntegratedGradients(model, r1).attribute(x, unit, given),
        'NeuronIntegratedGradients_r1_unit1_20',
      );
    }
  });

  it.each(thorough([null, 1, 5, 64], [null, 5]))(
    'FeatureAblation, Occlusion, Shapley values, with %p rows at once',
    async (internalBatchSize) => {
      const given = { baselines, target, internalBatchSize };
      const ablation = new FeatureAblation(model);
      await expectEntry(await ablation.attribute(x, given), 'FeatureAblation');
      const featureMask = c1
        ? ops.floorDivide(ops.reshape(ops.arange(64), [1, 1, 8, 8]), 16)
        : (golden.FeatureAblation_mask as unknown as { mask: number[][] }).mask;
      // Windows and groups of the original were replaced by zeros.
      const zeros = { target, internalBatchSize };
      const masked = await ablation.attribute(x, { ...zeros, featureMask });
      await expectGolden(masked, (golden.FeatureAblation_mask as WithDelta).attr, { label: 'FeatureAblation_mask' });
      const occlusion = new Occlusion(model);
      if (c1) {
        await expectEntry(await occlusion.attribute(x, [1, 2, 2], zeros), 'Occlusion_1x2x2_stride_1');
        await expectEntry(
          await occlusion.attribute(x, [1, 3, 3], { ...zeros, strides: [1, 2, 2] }),
          'Occlusion_1x3x3_stride_1x2x2',
        );
        await expectEntry(
          await occlusion.attribute(x, [1, 2, 3], { ...zeros, strides: [1, 2, 3] }),
          'Occlusion_1x2x3_stride_1x2x3',
        );
        return;
      }
      await expectEntry(await occlusion.attribute(x, [2], zeros), 'Occlusion_2_stride_1');
      await expectEntry(await occlusion.attribute(x, [3], { ...zeros, strides: 2 }), 'Occlusion_3_stride_2');
      await expectEntry(await new ShapleyValues(model).attribute(x, given), 'ShapleyValues_exact');
      const sampling = new ShapleyValueSampling(model);
      const entry = golden.ShapleyValueSampling_4 as WithDelta & { permutations: number[][] };
      sampling.permutationGenerator = () => entry.permutations;
      await expectGolden(await sampling.attribute(x, { ...given, nSamples: 4 }), entry.attr, { label: 'sampling' });
      const roll = new FeaturePermutation(model, (all, mask) => ops.where(mask, ops.roll(all, 1, 0), all));
      await expectEntry(await roll.attribute(x, { target, internalBatchSize }), 'FeaturePermutation_roll1');
    },
  );
});

describe('approximationParameters', () => {
  const golden = loadGoldenFile<Record<string, { alphas: number[]; step_sizes: number[] }>>('captum_quadrature');
  const cases = RULES.flatMap((rule) => [2, 5, 50].map((n) => [rule, n] as [QuadratureMethod, number]));
  it.each(cases)('%s with %i points', (rule, n) => {
    const { alphas, stepSizes } = approximationParameters(rule, n);
    expectClose(alphas, golden[`${rule}_${n}`]!.alphas, { rtol: 1e-7 });
    expectClose(stepSizes, golden[`${rule}_${n}`]!.step_sizes, { rtol: 1e-12 });
  });
});
