import { isTensor, type Tensor, ValueError, type Variable } from '@org/core';
import { formatShape, sameShape } from '@org/core/internal';
import type { Optimizer } from './optimizer.js';
import { recordOf } from './optimizer-state.js';

/** The variables that gradients are for; builds the optimizer if need be. */
export function targetsOf(
  optimizer: Optimizer,
  grads: readonly unknown[],
  given: readonly Variable[] | null,
): readonly Variable[] {
  if (given && !optimizer.built) optimizer.build(given);
  if (!optimizer.built) {
    throw new ValueError('The optimizer is not built.', {
      hint: 'pass the variables to apply(), or call optimizer.build(variables) first.',
    });
  }
  const variables = given ?? recordOf(optimizer).trainableVariables;
  if (grads.length !== variables.length) {
    throw new ValueError('Gradients must match the variables one to one.', {
      received: `${grads.length} gradients for ${variables.length} variables`,
    });
  }
  const { positions } = recordOf(optimizer);
  const unknown = variables.find((variable) => !positions.has(variable));
  if (unknown) {
    throw new ValueError(`Unknown variable: ${unknown}.`, {
      expected: 'the variables that the optimizer was built for',
      hint: 'make a new optimizer for a new set of variables.',
    });
  }
  // Before anything is assigned, so that a wrong gradient leaves all variables as they were.
  const wrong = variables.findIndex((variable, i) => !fits(grads[i], variable));
  if (wrong >= 0) {
    throw new ValueError(`The gradient for ${variables[wrong]!.path} has another shape than the variable.`, {
      expected: formatShape(variables[wrong]!.shape),
      received: formatShape((grads[wrong] as Tensor).shape),
    });
  }
  return variables;
}

/** Whether a gradient has the variable's shape, or is broadcast to it. */
function fits(gradient: unknown, { shape }: Variable): boolean {
  if (!isTensor(gradient) || sameShape(gradient.shape, shape)) return true;
  const first = shape.length - gradient.rank;
  return first >= 0 && gradient.shape.every((size, axis) => size === 1 || size === shape[first + axis]);
}
