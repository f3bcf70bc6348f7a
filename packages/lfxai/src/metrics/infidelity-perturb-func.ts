import { ops, type Tensor } from '@org/core';
import { callable, type Fn } from '../attr/forward.js';
import { formatInputs, type Inputs, isTuple } from '../attr/inputs.js';
import type { PerturbFunc } from './infidelity.js';

/**
 * Makes what {@link infidelity} asks for of a function that gives perturbed inputs alone: what was taken away from inputs is added.
 *
 * @param multiplyByInputs whether attributions have the inputs as factors: then what was taken away is divided by them
 * @example
 * import { ops, type Tensor } from '@org/core';
 * import { infidelity } from '@org/lfxai';
 * const smaller = infidelityPerturbFuncDecorator(true)((inputs: Tensor) => inputs.mul(0.8));
 * const scores = await infidelity((v: Tensor) => ops.sum(v, 1), smaller, x, x); // zeros
 */
export const infidelityPerturbFuncDecorator =
  (multiplyByInputs: boolean | { readonly multiplyByInputs?: boolean } = true) =>
  (perturbFunc: Fn<[inputs: Tensor, baselines: Tensor], Inputs>): PerturbFunc => {
    const divides =
      typeof multiplyByInputs === 'boolean' ? multiplyByInputs : (multiplyByInputs.multiplyByInputs ?? true);
    return (inputs: Inputs, baselines: Inputs | null) => {
      const perturbed = callable<Inputs>(perturbFunc)(inputs, baselines);
      const changed = formatInputs(perturbed);
      const taken = formatInputs(inputs).map((x, i) => {
        const difference = x.sub(changed[i]!);
        return divides ? difference.div(ops.where(ops.equal(x, 0), 1, x)) : difference;
      });
      return [isTuple(inputs) ? taken : taken[0]!, perturbed];
    };
  };
