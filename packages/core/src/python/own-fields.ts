/**
 * Lets users assign fields of their own under names by which a class tells something of itself: the assignment puts the field in
 * its place, as in Python, where the framework does not need it.
 */
export function allowFields<T extends object>(type: { readonly prototype: T }, names: readonly (keyof T)[]): void {
  for (const name of names) {
    const told = Object.getOwnPropertyDescriptor(type.prototype, name)!;
    Object.defineProperty(type.prototype, name, {
      ...told,
      set(this: T, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}
