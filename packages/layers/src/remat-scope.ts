import { ValueError } from '@org/core';
import { bindArguments, enter, type PythonArguments } from '@org/core/internal';
import type { Layer } from './layer.js';
import { type RematScopeLike, rematerialize, rematScopes } from './remat-scopes.js';
import { type Compute, rematerialized } from './rematerialize.js';

/** For which layers: all; their activations; those with large outputs; those of certain names. */
const MODES = ['full', 'activations', 'larger_than', 'list_of_layers'] as const;
export type RematMode = (typeof MODES)[number];

const PARAMETERS = ['mode', 'outputSizeThreshold', 'layerNames'] as const;
type Parameters = [mode?: RematMode | null, outputSizeThreshold?: number, layerNames?: readonly string[] | null];

/**
 * Layers that are made while it lasts compute their intermediate values again for the gradient, instead of keeping them: less memory for
 * more work. Values and gradients stay the same. Ends with the block of a `using` declaration.
 *
 * The mode says which: 'full' all layers, 'activations' their activation functions, 'larger_than' layers whose outputs have more than
 * `outputSizeThreshold` numbers, 'list_of_layers' those of the names `layerNames`, null none.
 *
 * @throws ValueError for another mode
 * @example
 * using scope = new RematScope({ mode: 'larger_than', outputSizeThreshold: 2048 });
 * const layer = new Dense(4096, { activation: 'gelu' });
 */
export class RematScope implements RematScopeLike {
  readonly mode: RematMode | null;
  readonly outputSizeThreshold: number;
  readonly layerNames: readonly string[];
  readonly #leave: () => void;

  constructor(...args: PythonArguments<typeof PARAMETERS, Parameters>) {
    const [mode, threshold, names] = bindArguments('RematScope', PARAMETERS, 0, args) as Partial<Parameters>;
    this.mode = mode === undefined ? 'full' : mode;
    if (this.mode !== null && !MODES.includes(this.mode)) {
      throw new ValueError(`Invalid mode '${this.mode}' of a RematScope.`, { expected: `${MODES.join(', ')} or null` });
    }
    this.outputSizeThreshold = threshold ?? 1024;
    this.layerNames = names ?? [];
    this.#leave = enter(rematScopes, this);
  }

  [rematerialize](layer: Layer, compute: Compute): Compute {
    return rematerialized(this, layer, compute);
  }

  [Symbol.dispose](): void {
    this.#leave();
  }
}
