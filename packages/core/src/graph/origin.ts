import type { Tensor } from '../tensor.js';

/**
 * What a tensor without history was made from: enough to tell that a derivative cannot be given, and nothing that keeps the past
 * alive. Whoever still holds an ancestor may ask; ancestors that are gone are skipped as further ones are noted.
 */
export class Origin {
  private readonly tensor: WeakRef<Tensor>;

  constructor(
    tensor: Tensor,
    private parents: readonly Origin[],
  ) {
    this.tensor = new WeakRef(tensor);
    for (const parent of parents) parent.forget();
  }

  /** Whether the tensor was made from another one. */
  dependsOn(ancestor: Tensor): boolean {
    const seen = new Set<Origin>(this.parents);
    for (const origin of seen) {
      if (origin.tensor.deref() === ancestor) return true;
      for (const parent of origin.parents) seen.add(parent);
    }
    return false;
  }

  /** Puts the ancestors of those that are gone into their places. */
  private forget(): void {
    if (this.parents.every(({ tensor }) => tensor.deref())) return;
    const kept = new Set<Origin>();
    const seen = new Set<Origin>(this.parents);
    for (const origin of seen) {
      if (origin.tensor.deref()) kept.add(origin);
      else for (const parent of origin.parents) seen.add(parent);
    }
    this.parents = [...kept];
  }
}
