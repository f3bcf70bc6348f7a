/** Methods as values, which Python binds: `generate_cf_explanations(cf, dm, model.pred_fn)`. */

/**
 * Binds the methods of an object, so that each can be handed on without it. They are no keys of the object.
 *
 * @example
 * class Doubler {
 *   factor = 2;
 *   constructor() {
 *     bindMethods(this);
 *   }
 *   predFn(x: number) {
 *     return this.factor * x;
 *   }
 * }
 * [1, 2].map(new Doubler().predFn); // [2, 4]
 */
export function bindMethods(object: object): void {
  for (let type = Object.getPrototypeOf(object); type !== Object.prototype; type = Object.getPrototypeOf(type)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type) as PropertyDescriptorMap)) {
      if (name === 'constructor' || typeof value !== 'function' || Object.hasOwn(object, name)) continue;
      Object.defineProperty(object, name, { value: value.bind(object), writable: true, configurable: true });
    }
  }
}
