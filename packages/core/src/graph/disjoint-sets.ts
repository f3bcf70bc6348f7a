/** Groups that grow together, in nearly constant time for each step (union by size, with path halving). */
export class DisjointSets<T> {
  private readonly parents = new Map<T, T>();
  private readonly sizes = new Map<T, number>();

  has(element: T): boolean {
    return this.parents.has(element);
  }

  /** Enters an element as a group of its own. */
  add(element: T): void {
    if (this.parents.has(element)) return;
    this.parents.set(element, element);
    this.sizes.set(element, 1);
  }

  /** Makes one group of the groups of two elements. */
  join(a: T, b: T): void {
    const [x, y] = [this.rootOf(a), this.rootOf(b)];
    if (x === y) return;
    const [large, small] = this.sizes.get(x)! >= this.sizes.get(y)! ? [x, y] : [y, x];
    this.parents.set(small, large);
    this.sizes.set(large, this.sizes.get(large)! + this.sizes.get(small)!);
  }

  /** All groups, each in the order in which its elements were entered, by their first elements. */
  groups(): T[][] {
    const byRoot = new Map<T, T[]>();
    for (const element of this.parents.keys()) {
      const root = this.rootOf(element);
      const group = byRoot.get(root);
      if (group) group.push(element);
      else byRoot.set(root, [element]);
    }
    return [...byRoot.values()];
  }

  private rootOf(element: T): T {
    let current = element;
    for (let parent = this.parents.get(current)!; parent !== current; parent = this.parents.get(current)!) {
      const above = this.parents.get(parent)!;
      this.parents.set(current, above);
      current = above;
    }
    return current;
  }
}
