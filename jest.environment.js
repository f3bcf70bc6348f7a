// Native code makes typed arrays of the outer realm; tests see the same constructors, so `instanceof` holds.
import NodeEnvironment from 'jest-environment-node';

const TypedArray = Object.getPrototypeOf(Uint8Array);

export default class extends NodeEnvironment {
  async setup() {
    await super.setup();
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (Object.getPrototypeOf(globalThis[name] ?? 0) === TypedArray) this.global[name] = globalThis[name];
    }
  }
}
