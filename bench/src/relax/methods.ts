import * as relax from '@org/relax';

/** Each method with its default settings. */
export const METHODS = {
  VanillaCF: () => new relax.VanillaCF(),
  DiverseCF: () => new relax.DiverseCF(),
  ProtoCF: () => new relax.ProtoCF(),
  CounterNet: () => new relax.CounterNet(),
  GrowingSphere: () => new relax.GrowingSphere(),
  CLUE: () => new relax.CLUE(),
  CCHVAE: () => new relax.CCHVAE(),
  VAECF: () => new relax.VAECF(),
  L2C: () => new relax.L2C(),
} satisfies Record<string, () => relax.CFModule>;

export type MethodName = keyof typeof METHODS;
