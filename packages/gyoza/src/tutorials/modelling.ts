/** gyoza.tutorials.modelling. */
import { floatx, ops, type Tensor, type TensorLike, tensor } from '@org/core';
import { pythonFunction } from '@org/core/python';
import type { DisentanglingFlowModel } from '../modelling/flow-layers/index.js';
import { factorizedPairIterator, randomState } from './data-synthesis.js';
import { plotLossTrajectory } from './plotting/index.js';

/**
 * Trains each network on all but one part of the data, and returns these parts for testing. The data is shuffled before.
 *
 * @param networks compiled; the data has as many parts
 * @param plotLosses a folder for charts of the losses, or false
 * @returns the parts that were left out, for the inputs and the factors
 */
export const crossValidate = pythonFunction(
  'crossValidate',
  ['Z', 'Y', 'targetCorrelations', 'networks', 'batchSize', 'epochCount', 'manifoldName', 'plotLosses'],
  async (
    Z: TensorLike,
    Y: TensorLike,
    targetCorrelations: readonly number[],
    networks: readonly DisentanglingFlowModel[],
    batchSize: number,
    epochCount: number,
    manifoldName: string,
    plotLosses: string | false = false,
  ): Promise<[Z_test: Tensor[], Y_test: Tensor[]]> => {
    const [inputs, factors] = [ops.cast(Z, floatx()), ops.convertToTensor(Y)];
    const order = randomState().permutation(inputs.shape[0]!);
    const size = Math.floor(order.length / networks.length);
    const rows = (x: Tensor, places: Int32Array) => ops.take(x, tensor(places), { axis: 0 });
    const tests: [Tensor, Tensor][] = [];
    for (const [fold, network] of networks.entries()) {
      const isTest = (_: number, i: number) => Math.floor(i / size) === fold;
      const training = order.filter((place, i) => !isTest(place, i));
      const pairs = factorizedPairIterator(
        rows(inputs, training),
        rows(factors, training),
        batchSize,
        targetCorrelations,
      );
      const stepsPerEpoch = Math.floor(training.length / batchSize);
      const { history } = await network.fit(pairs, { epochs: epochCount, stepsPerEpoch, verbose: 0 });
      if (plotLosses !== false) {
        const means = history.loss as number[];
        const chart = await plotLossTrajectory(
          means,
          means.map(() => 0),
          manifoldName,
        );
        await chart.save(`${plotLosses}/loss-${fold}.png`);
      }
      const left = order.filter(isTest);
      tests.push([rows(inputs, left), rows(factors, left)]);
    }
    return [tests.map(([z]) => z), tests.map(([, y]) => y)];
  },
);
