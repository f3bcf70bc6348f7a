/** Classes and a function of a user's. */
import type { Tensor } from '@org/core';
import { Constraint } from '../constraints/index.js';
import { registerKerasSerializable } from '../serialization/index.js';

/** Known to nobody. */
export class Halving extends Constraint {
  override call = (w: Tensor): Tensor => w.mul(0.5);
}

/** Registered as `tests>Registered`. */
export class Registered extends Constraint {
  readonly factor: number;

  constructor({ factor = 1 }: { factor?: number } = {}) {
    super();
    this.factor = factor;
  }

  override getConfig() {
    return { factor: this.factor };
  }
}
registerKerasSerializable({ package: 'tests' })(Registered);

/** Registered as `tests>twice`. */
export function twice(x: number) {
  return 2 * x;
}
registerKerasSerializable('tests')(twice);
