import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';

/**
 * What a tensor without history was made from: enough to tell that a derivative cannot be given, and nothing that keeps the past
 * alive. Whoever still holds an ancestor may ask; ancestors that are gone are skipped as further ones are noted.
 */
export class Origin {
  private readonly source: WeakRef<Tensor | Variable>;

  constructor(
    source: Tensor | Variable,
    private parents: readonly Origin[],
  ) {
    this.source = new WeakRef(source);
    for (const parent of parents) parent.forget();
  }

  /** Whether the tensor was made from another one, or from what a variable held. */
  dependsOn(ancestor: Tensor | Variable): boolean {
    const seen = new Set<Origin>(this.parents);
    for (const origin of seen) {
      if (origin.source.deref() === ancestor) return true;
      for (const parent of origin.parents) seen.add(parent);
    }
    return false;
  }

  /** Puts the ancestors of those that are gone into their places. */
  private forget(): void {
    if (this.parents.every(({ source }) => source.deref())) return;
    const kept = new Set<Origin>();
    const seen = new Set<Origin>(this.parents);
    for (const origin of seen) {
      if (origin.source.deref()) kept.add(origin);
      else for (const parent of origin.parents) seen.add(parent);
    }
    this.parents = [...kept];
  }
}

const variables = new WeakMap<Variable, Origin>();

/** The origin of a tensor on the way: of its variable, if it is the value of one. */
export function originOf(tensor: Tensor): Origin {
  const { variable } = tensor;
  if (!variable) {
    tensor.origin ??= new Origin(tensor, []);
    return tensor.origin;
  }
  let origin = variables.get(variable);
  if (!origin) {
    origin = new Origin(variable, []);
    variables.set(variable, origin);
  }
  return origin;
}
