/** What the original computes, for masks, layers, loss and models: values, inverses, log-determinants, gradients, training. */
import { gradients, ops, type Tensor, type Variable, watch } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import {
  ActivationNormalization,
  AdditiveCoupling,
  CheckerBoardMask,
  CheckerBoardPermutation,
  DisentanglingFlowModel,
  type FlowLayer,
  HeavisideMask,
  HeavisidePermutation,
  Mask,
  Permutation,
  Reflection,
  SupervisedFactorLoss,
} from './index.js';
import { counting, decoded, type Encoded, expectGolden, golden } from './testing/golden.js';

interface Axes {
  readonly axes: number[];
  readonly shape: number[];
}
const title = (type: string, { axes, shape }: Axes, x: readonly number[]) =>
  `${type} of [${shape}] along [${axes}] of [${x}]`;

async function expectWays(
  layer: FlowLayer,
  x: Tensor,
  expected: { y: Encoded; jacobian: Encoded; inverse_of_y: Encoded },
) {
  const [y, jacobian] = layer(x);
  await expectGolden(y, expected.y, 'outputs');
  await expectGolden(jacobian, expected.jacobian, 'log-determinants');
  await expectGolden(layer.invert(decoded(expected.y)), expected.inverse_of_y, 'inverse');
  expectClose(await layer.invert(y).data(), await x.data(), { rtol: 1e-5, atol: 1e-6 });
}

describe('masks', () => {
  interface MaskCase extends Axes {
    cls: string;
    x: Encoded;
    mask: Encoded;
    positive: Encoded;
    negative: Encoded;
    arrange: Encoded;
    re_arrange: Encoded;
    from_to?: Encoded;
    config?: object;
  }
  const { cases } = golden<{ cases: MaskCase[] }>('masks');
  test.each(cases.map((each) => [title(each.cls, each, each.x.shape), each] as const))('%s', async (_, each) => {
    const { axes, shape } = each;
    const make = {
      Mask: () => new Mask(axes, shape, each.mask.data as number[]),
      HeavisideMask: () => new HeavisideMask(axes, shape),
      CheckerBoardMask: () => new CheckerBoardMask(axes, shape),
    }[each.cls]!;
    const mask = make();
    const x = decoded(each.x);
    await expectGolden(mask._mask_, each.mask);
    await expectGolden(mask(x), each.positive);
    await expectGolden(mask(x, { isPositive: false }), each.negative);
    await expectGolden(mask.arrange(x), each.arrange);
    const back = mask.reArrange(mask.arrange(x));
    // Of axes that do not follow each other the original makes another shape.
    expect(back.shape).toEqual(x.shape);
    expectClose(await back.data(), each.re_arrange.data);
    if (each.from_to) await expectGolden(Mask.__computeFromTo__(mask._mask_), each.from_to);
    if (each.config) expect(mask.getConfig()).toMatchObject(each.config);
    const copy = (mask.constructor as typeof Mask).fromConfig(mask.getConfig()) as Mask;
    await expectGolden(copy(x), each.positive);
  });
});

describe('permutations', () => {
  interface PermutationCase extends Axes {
    cls: string;
    x_shape: number[];
    permutation?: number[];
    forward_permutation?: Encoded;
    inverse_permutation: Encoded;
    y: Encoded;
    jacobian: Encoded;
    inverse_of_y: Encoded;
    config_permutation?: number[];
  }
  const { cases, rope } = golden<{ cases: PermutationCase[]; rope: { shape: number[]; indices: number[][] }[] }>(
    'permutations',
  );
  test.each(cases.map((each) => [title(each.cls, each, each.x_shape), each] as const))('%s', async (_, each) => {
    const { axes, shape, permutation = [] } = each;
    const make = {
      Permutation: () => new Permutation(shape, axes, permutation),
      HeavisidePermutation: () => new HeavisidePermutation(shape, axes),
      CheckerBoardPermutation: () => new CheckerBoardPermutation(shape, axes),
    }[each.cls]!;
    const layer = make();
    if (each.forward_permutation) await expectGolden(layer._forwardPermutation_, each.forward_permutation);
    await expectGolden(layer._inversePermutation_, each.inverse_permutation);
    await expectWays(layer, counting(each.x_shape), each);
    if (each.config_permutation) expect(layer.getConfig().permutation).toEqual(each.config_permutation);
  });

  test.each(rope)('the rope through $shape', ({ shape, indices }) => {
    expect([...CheckerBoardPermutation.generateRopeIndices(shape)]).toEqual(indices);
  });
});

describe('normalization and reflections', () => {
  interface LayerCase extends Axes {
    layer: string;
    location: Encoded;
    scale: Encoded;
    reflection_count: number;
    normals: Encoded;
    x: Encoded;
    y: Encoded;
    jacobian: Encoded;
    inverse_of_y: Encoded;
    grad_location: Encoded;
    grad_scale: Encoded;
    grad_sum_cube_normals: Encoded;
  }
  const { cases, positive_constraint: constraint } = golden<{
    cases: LayerCase[];
    positive_constraint: { in: number[]; out: Encoded };
  }>('actnorm_reflection');
  test.each(cases.map((each) => [title(each.layer, each, each.x.shape), each] as const))('%s', async (_, each) => {
    const { axes, shape } = each;
    const x = decoded(each.x);
    if (each.layer === 'ActivationNormalization') {
      const layer = new ActivationNormalization(shape, axes);
      layer.setWeights([decoded(each.location), decoded(each.scale)]);
      await expectWays(layer, x, each);
      const [y, j] = layer(x);
      const loss = ops.sum(y.square()).sub(ops.sum(j).mul(2));
      const [location, scale] = gradients(loss, [layer._location_, layer._scale_]) as Tensor[];
      await expectGolden(location!, each.grad_location);
      await expectGolden(scale!, each.grad_scale);
    } else {
      const layer = new Reflection(shape, axes, each.reflection_count);
      layer.setWeights([decoded(each.normals)]);
      await expectWays(layer, x, each);
      const [y] = layer(x);
      const [normals] = gradients(ops.sum(y.mul(y).mul(y)), [layer._reflectionNormals_]) as Tensor[];
      await expectGolden(normals!, each.grad_sum_cube_normals);
    }
  });

  test('scales stay positive', async () => {
    const bound = new ActivationNormalization._PositiveConstraint_();
    await expectGolden(bound(constraint.in), constraint.out);
  });
});

describe('couplings', () => {
  interface CouplingCase extends Axes {
    mask: 'HeavisideMask' | 'CheckerBoardMask';
    network: 'dense' | 'conv';
    weights: Encoded[];
    x: Encoded;
    y: Encoded;
    jacobian: Encoded;
    inverse_of_y: Encoded;
    inverse_of_x: Encoded;
    grad_x: Encoded;
    grad_weights: Encoded[];
  }
  const { cases } = golden<{ cases: CouplingCase[] }>('coupling');
  test.each(cases.map((each) => [title(`${each.mask}, ${each.network}`, each, each.x.shape), each] as const))(
    '%s',
    async (_, each) => {
      const { axes, shape } = each;
      const { Dense, Conv2D } = keras.layers;
      const last = each.x.shape.at(-1)!;
      const network = new keras.Sequential(
        each.network === 'dense'
          ? [new Dense(8, { activation: 'relu' }), new Dense(last)]
          : [new Conv2D(4, 3, { padding: 'same', activation: 'relu' }), new Conv2D(last, 3, { padding: 'same' })],
      );
      const mask = each.mask === 'HeavisideMask' ? new HeavisideMask(axes, shape) : new CheckerBoardMask(axes, shape);
      const layer = new AdditiveCoupling(shape, axes, network, mask);
      layer.build(each.x.shape);
      network.setWeights(each.weights.map((weight) => decoded(weight)));
      const x = watch(decoded(each.x));
      await expectWays(layer, x, each);
      await expectGolden(layer.invert(x), each.inverse_of_x);
      const [y, j] = layer(x);
      const loss = ops.sum(y.square()).sub(ops.sum(j).mul(2));
      const found = gradients(loss, [x, ...network.trainableVariables]) as Tensor[];
      await expectGolden(found[0]!, each.grad_x, 'x');
      for (const [i, weight] of each.grad_weights.entries()) await expectGolden(found[i + 1]!, weight, `weight ${i}`);
    },
  );
});

describe('the loss', () => {
  interface LossCase {
    note: string;
    dimensions_per_factor: number[];
    y_true: Encoded;
    y_pred: Encoded;
    per_instance: Encoded;
    reduced: number;
    grad_y_pred_of_reduced: Encoded;
  }
  const { cases } = golden<{ cases: LossCase[] }>('loss');
  test.each(cases)('$note, $dimensions_per_factor', async (each) => {
    const loss = new SupervisedFactorLoss(each.dimensions_per_factor);
    const [yTrue, yPred] = [decoded(each.y_true), watch(decoded(each.y_pred))];
    await expectGolden(loss.call(yTrue, yPred), each.per_instance);
    const reduced = loss(yTrue, yPred);
    expectClose([await reduced.item()], [each.reduced], { rtol: 1e-6 });
    const [gradient] = gradients(reduced, [yPred]) as Tensor[];
    await expectGolden(gradient!, each.grad_y_pred_of_reduced);
  });
});

describe('models', () => {
  interface ModelCase {
    N: number;
    stages: number;
    reflection_count: number;
    optimizer: string;
    lr: number;
    momentum: number;
    adam: { beta1: number; beta2: number; eps: number } | null;
    trainable_names: string[];
    init: Encoded[];
    x: Encoded;
    y: Encoded;
    jacobian: Encoded;
    numeric_logabsdet: Encoded;
    inverse_of_y: Encoded;
    inverse_of_x: Encoded;
    train: {
      z_a: Encoded;
      z_b: Encoded;
      y_true: Encoded;
      dimensions_per_factor: number[];
      loss0: number;
      grad0: Encoded[];
      losses: number[];
      final: Encoded[];
    };
  }
  const { cases } = golden<{ cases: ModelCase[] }>('model');

  function stagesOf(N: number, stages: number, reflectionCount: number): FlowLayer[] {
    const { Dense } = keras.layers;
    const along = { axes: [1], shape: [N] };
    const coupling = (units: number) => [
      new AdditiveCoupling({
        ...along,
        computeCouplingParameters: new keras.Sequential([new Dense(units, { activation: 'relu' }), new Dense(N)]),
        mask: new CheckerBoardMask(along),
      }),
      new CheckerBoardPermutation(along),
    ];
    const units = 4 * N;
    return [
      new ActivationNormalization(along),
      ...Array.from({ length: stages }, () => [
        new Reflection({ ...along, reflectionCount }),
        ...coupling(units),
        ...coupling(units),
        new ActivationNormalization(along),
      ]).flat(),
    ];
  }

  async function made(each: ModelCase): Promise<DisentanglingFlowModel> {
    const model = new DisentanglingFlowModel(stagesOf(each.N, each.stages, each.reflection_count));
    model.build([null, each.N]);
    model.trainableVariables.forEach((variable: Variable, i) => {
      variable.assign(decoded(each.init[i]!));
    });
    const { optimizers } = keras;
    const optimizer =
      each.optimizer === 'adam'
        ? new optimizers.Adam({ learningRate: each.lr })
        : new optimizers.SGD({ learningRate: each.lr, momentum: each.momentum });
    model.compile({ optimizer, loss: new SupervisedFactorLoss(each.train.dimensions_per_factor) });
    return model;
  }

  const withoutNumbers = (path: string) => path.split('/').slice(-2).join('/').replace(/_?\d+/g, '');

  test.each(cases)('$stages stages of $N dimensions, $optimizer', async (each) => {
    const model = await made(each);
    expect(model.trainableVariables.map(({ path }) => withoutNumbers(path))).toEqual(
      each.trainable_names.map(withoutNumbers),
    );
    const x = decoded(each.x);
    const [y, j] = model(x);
    await expectGolden(y, each.y);
    await expectGolden(j, each.jacobian);
    await expectGolden(j, each.numeric_logabsdet);
    expectClose(await model.invert(y).data(), await x.data(), { atol: 1e-5 });
    const { z_a, z_b, y_true, loss0, grad0, losses, final } = each.train;
    const data = [[decoded(z_a), decoded(z_b)], decoded(y_true)] as const;
    const found = model.computeGradients(data[0], data[1]);
    expectClose([await found.loss.item()], [loss0], { rtol: 1e-6 });
    for (const [i, gradient] of grad0.entries()) await expectGolden(found.gradients[i]!, gradient, `gradient ${i}`);
    model.resetMetrics();
    const trace: number[] = [];
    for (let step = 0; step < losses.length; step++) trace.push((await model.trainOnBatch(data[0], data[1])) as number);
    expectClose(trace, losses, { rtol: 1e-5 });
    for (const [i, weight] of final.entries()) await expectGolden(model.trainableVariables[i]!, weight, `final ${i}`);
    // The inverses were recorded after training, for the outputs of before.
    await expectGolden(model.invert(decoded(each.y)), each.inverse_of_y);
    await expectGolden(model.invert(x), each.inverse_of_x);
  });

  test.each(cases)('$stages stages of $N dimensions, $optimizer: fit and trainStep', async (each) => {
    const { z_a, z_b, y_true, losses } = each.train;
    const pair = [decoded(z_a), decoded(z_b)];
    const fitted = await made(each);
    const history = await fitted.fit(pair, decoded(y_true), {
      epochs: losses.length,
      batchSize: 8,
      shuffle: false,
      verbose: 0,
    });
    expectClose(history.history.loss as number[], losses, { rtol: 1e-5 });
    const stepped = await made(each);
    for (const loss of losses.slice(0, 4)) {
      const logs = stepped.trainStep([pair, decoded(y_true)]);
      expectClose([await (logs.loss as Tensor).item()], [loss], { rtol: 1e-5 });
    }
  });
});
