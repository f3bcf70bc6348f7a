import { ops, tensor, valueAndGrad } from '@org/core';
import { expectClose } from '@org/testing';
import { binaryCrossEntropy } from './binary-cross-entropy.js';

// Values of torch.nn.functional.binary_cross_entropy and its autograd.
const recon = [0, 1, 0, 1, 1e-20, 0.25, 1 - 2 ** -24];
const target = tensor([1, 0, 0, 1, 0.5, 0.75, 0.5]);

it('has the values and derivatives of torch, also where probabilities are 0 or 1', async () => {
  const each = binaryCrossEntropy(tensor(recon), target);
  const rtol = 1e-5;
  expectClose(await each.data(), [100, 100, 0, 0, 23.02585, 1.1116413, 8.317766], { rtol });
  const [, slope] = valueAndGrad((p) => ops.sum(binaryCrossEntropy(p, target)))(tensor(recon));
  expectClose(await slope.data(), [-1e12, 1e12, 0, 0, -5e11, -2.6666667, 8388607.5], { rtol });
});

it('leaves saturated sigmoids as they are', async () => {
  const lossOf = (x: ReturnType<typeof tensor>) => ops.sum(binaryCrossEntropy(ops.sigmoid(x), tensor([1, 0, 1, 0.5])));
  const [loss, slope] = valueAndGrad(lossOf)(tensor([-120, 30, -50, 2]));
  expect(await loss.item()).toBeCloseTo(251.12692, 3);
  expectClose(await slope.data(), [0, 0, 0, 0.380797], { atol: 1e-6 });
});
