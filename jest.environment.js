// Native code makes typed arrays of the outer realm; tests see the same constructors, so `instanceof` holds.
import NodeEnvironment from 'jest-environment-node';

const TypedArray = Object.getPrototypeOf(Uint8Array);

export default class extends NodeEnvironment {
  async setup() {
    await super.setup();
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (Object.getPrototypeOf(globalThis[name] ?? 0) === TypedArray) this.global[name] = globalThis[name];
    }
    // Node 20 gives the symbol of `using` to its own realm alone.
    if (!this.global.Symbol.dispose) Object.defineProperty(this.global.Symbol, 'dispose', { value: Symbol.dispose });
  }
}
