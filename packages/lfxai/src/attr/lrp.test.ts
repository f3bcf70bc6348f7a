import { Input, layers, ops, Sequential, tensor } from '@org/models';
import { expectClose } from '@org/testing';
import { captumMlp, captumMlpFused } from '../testing/captum-models.js';
import { expectGolden, type GoldenTensor, goldenTensor, loadGoldenFile } from '../testing/golden-file.js';
import { InputXGradient } from './input-x-gradient.js';
import { LayerLRP, LRP } from './lrp.js';
import { Alpha1Beta0Rule, EpsilonRule, GammaRule, IdentityRule, type PropagationRule } from './lrp-rules.js';

const golden = loadGoldenFile<
  { weights: Record<string, GoldenTensor>; target: number[]; x: GoldenTensor } & Record<string, GoldenTensor>
>('captum_mlp');
const x = goldenTensor(golden.x);
const { target } = golden;

/** One layer z = x W + b, of which relevance can be computed by hand. */
function single(activation: 'linear' | 'relu' = 'linear') {
  const layer = new layers.Dense(1, { activation });
  const model = new Sequential([Input([2]), layer]);
  model.setWeights([tensor([[2], [-1]], null, 'float32'), tensor([1], null, 'float32')]);
  return { model, layer };
}

describe('LRP', () => {
  it('is the original, with activations in layers of their own or inside of dense ones', async () => {
    for (const build of [captumMlp, captumMlpFused]) {
      const relevance = await new LRP(build(golden.weights).model).attribute(x, target);
      await expectGolden(relevance, golden.LRP_epsilon_default!, { rtol: 2e-5 });
    }
  });

  it('is input times gradient for networks of relus', async () => {
    const model = new Sequential([Input([5]), new layers.Dense(6, { activation: 'relu' }), new layers.Dense(2)]);
    const expected = await new InputXGradient(model).attribute(x, 0);
    expectClose(await (await new LRP(model).attribute(x, 0)).data(), await expected.data(), { rtol: 1e-5 });
  });

  // x = [3, 1]: z = 6 - 1 + 1 = 6, so that the output 6 is divided in proportion to 6 and -1 (the bias keeps its part).
  it.each<[string, PropagationRule, number[]]>([
    ['EpsilonRule', new EpsilonRule(), [6, -1]],
    ['EpsilonRule(6)', new EpsilonRule({ epsilon: 6 }), [3, -0.5]],
    ['GammaRule(1): weights 4 and -1', new GammaRule(1), [(12 * 6) / 12, (-1 * 6) / 12]],
    ['GammaRule(1) without bias', new GammaRule(1, true), [(12 * 6) / 11, (-1 * 6) / 11]],
    ['Alpha1Beta0Rule: weights 2 and 0', new Alpha1Beta0Rule(), [(6 * 6) / 7, 0]],
  ])('%s', async (_, rule, expected) => {
    for (const activation of ['linear', 'relu'] as const) {
      const { model, layer } = single(activation);
      const relevance = await new LRP(model, { rules: new Map([[layer, rule]]) }).attribute([[3, 1]]);
      expectClose(await relevance.data(), expected, { rtol: 1e-6 });
    }
  });

  it('takes rules from fields of layers, as the original does', async () => {
    const { model, layer } = single();
    const method = new LRP(model);
    expectClose(await (await method.attribute([[3, 1]])).data(), [6, -1]);
    Object.assign(layer, { rule: new EpsilonRule(6) });
    expectClose(await (await method.attribute([[3, 1]])).data(), [3, -0.5]);
    Object.assign(layer, { rule: 'epsilon' });
    await expect(method.attribute([[3, 1]])).rejects.toThrow(/no PropagationRule/);
  });

  it('passes a layer by the identity rule', async () => {
    const twice = new layers.Rescaling(2);
    const model = new Sequential([Input([2]), twice, new layers.Dense(1, { kernelInitializer: 'ones' })]);
    const rules = new Map([[twice, new IdentityRule()]]);
    expectClose(await (await new LRP(model, { rules }).attribute([[3, 1]])).data(), [6, 2]);
  });

  it('shares a product among its factors, so that the output is kept', async () => {
    const fn = (v: ReturnType<typeof tensor>) => ops.sum(v.mul(v).mul(v), 1);
    const [relevance, delta] = await new LRP(fn).attribute([[2, 1]], { returnConvergenceDelta: true });
    expectClose(await relevance.data(), [8, 1]);
    expectClose(await delta.data(), [0], { atol: 1e-5 });
  });

  it('ends at a layer', async () => {
    const { model, r1 } = captumMlp(golden.weights);
    const [relevance, delta] = await new LayerLRP(model, r1).attribute(x, { target, returnConvergenceDelta: true });
    // Only the bias of the last layers is missing.
    expect(relevance.shape).toEqual([3, 6]);
    const sums = (await ops.sum(relevance, 1).add(delta).array()) as number[];
    const outputs = (await model(x).array()) as number[][];
    expectClose(
      sums,
      target.map((t, i) => outputs[i]![t]!),
      { rtol: 1e-5 },
    );
  });
});
