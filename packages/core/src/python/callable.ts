import { entering } from '../boundaries.js';
import { assertOneCopy, markCopy } from '../copies.js';
import { isEntered } from '../entered.js';

/**
 * Objects that are called like functions: `new Dense(3)(x)`, `loss(yTrue, yPred)`. The constructor returns a function whose
 * prototype is the class, so that fields and methods are found on it as on any instance.
 */
export abstract class Callable {
  static {
    markCopy(this);
  }

  constructor() {
    const self = ((...args: readonly unknown[]) => {
      assertOneCopy(args);
      return entering(!isEntered(self.constructor), () => self.invoke(...args));
    }) as unknown as this;
    Object.setPrototypeOf(self, new.target.prototype);
    // A function's own name and length would hide fields of these names.
    Reflect.deleteProperty(self, 'name');
    Reflect.deleteProperty(self, 'length');
    // biome-ignore lint/correctness/noConstructorReturn: the instance is the function
    return self;
  }

  /** What a call of the object does. */
  abstract invoke(...given: readonly unknown[]): unknown;
}

/** What an object has besides being called: in a union with functions, these then give the types of a function's parameters. */
export type MembersOf<T> = { [Key in keyof T]: T[Key] };
