import type { Tensor } from '../tensor/tensor.js';
import type { Variable } from '../tensor/variable.js';

/**
 * What a tensor without history was made from: enough to tell that a derivative cannot be given, and nothing that keeps the past
 * alive. Whoever still holds an ancestor may ask; ancestors that are gone are skipped as further ones are noted.
 */
export class Origin {
  /** Noted when something is made from it: most tensors that are read are the last of their kind. */
  private source: WeakRef<Tensor | Variable> | null = null;
  private children = 0;

  constructor(private parents: readonly Origin[]) {
    for (let i = 0; i < parents.length; i++) parents[i]!.noteChild();
  }

  /** What a program makes things from again and again, as a weight, is looked through ever more seldom. */
  private noteChild(): void {
    this.children += 1;
    if ((this.children & (this.children - 1)) === 0) this.forget();
  }

  /** This, as the origin of what was made from `source`. */
  of(source: Tensor | Variable): this {
    this.source ??= new WeakRef(source);
    return this;
  }

  /** Whether the tensor was made from another one, or from what a variable held. */
  dependsOn(ancestor: Tensor | Variable): boolean {
    const seen = new Set<Origin>(this.parents);
    for (const origin of seen) {
      if (origin.source?.deref() === ancestor) return true;
      for (const parent of origin.parents) seen.add(parent);
    }
    return false;
  }

  /** Puts the ancestors of those that are gone into their places. */
  private forget(): void {
    if (this.parents.every(({ source }) => source?.deref())) return;
    const kept = new Set<Origin>();
    const seen = new Set<Origin>(this.parents);
    for (const origin of seen) {
      if (origin.source?.deref()) kept.add(origin);
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
    tensor.origin ??= new Origin([]);
    return tensor.origin.of(tensor);
  }
  let origin = variables.get(variable);
  if (!origin) {
    origin = new Origin([]).of(variable);
    variables.set(variable, origin);
  }
  return origin;
}
