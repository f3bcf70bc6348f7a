/**
 * Marks where users enter the library: all methods and setters of its classes, and, by the build (`rollup.config.js`), its exported
 * functions. Only where files do not tell whose a frame is.
 */
import { entering, isWithin } from './boundaries.js';
import { fromCaller } from './errors.js';
import { filesTell } from './frames.js';
import { isPromise } from './realm.js';

type Callee = (...args: never[]) => unknown;

/** Functions are the user's code, as far as is known; layers and other objects that are called are not of this prototype. */
const isFunction = (value: unknown): value is Callee =>
  typeof value === 'function' && Object.getPrototypeOf(value) === Function.prototype;

/**
 * A function of the library, which notes that it was entered. What it makes of functions of the user, as `grad` does, notes it as well.
 *
 * @param isUsers whether it goes on to code of the user, whatever it is given
 */
export function entered<Fn extends Callee>(fn: Fn, isUsers = false): Fn {
  if (filesTell) return fn;
  const value = function (this: unknown, ...args: never[]): unknown {
    // What the library gives to itself is its own.
    if (isWithin() && !isUsers) return fn.apply(this, args);
    const toUsers = isUsers || args.some(isFunction);
    const result = entering(value, toUsers, () => {
      const made = fn.apply(this, args);
      return isPromise(made) ? fromCaller(() => made) : made;
    });
    return toUsers && isFunction(result) && !args.includes(result as never) ? entered(result, true) : result;
  };
  // Its name and its length, which tells how many parameters it has.
  return Object.defineProperties(value, Object.getOwnPropertyDescriptors(fn)) as unknown as Fn;
}

const walked = new WeakSet<object>();

/** Whether a class is the library's, as far as {@link enterMethods} was told. */
export const isEntered = (type: object): boolean => walked.has(type);

/** {@link entered} for the methods and setters of a class, its static ones, and those of the classes that it extends. */
export function enterMethods(type: object): void {
  if (filesTell) return;
  for (let own = type; own !== Function.prototype && !walked.has(own); own = Object.getPrototypeOf(own) as object) {
    walked.add(own);
    for (const holder of [own, (own as { prototype: object }).prototype]) {
      for (const name of [...Object.getOwnPropertyNames(holder), Symbol.toPrimitive]) {
        const { value, set, configurable } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
        // What a call of an object does may be the user's: `Callable` notes it.
        if (name === 'constructor' || name === 'invoke' || !configurable) continue;
        if (typeof value === 'function') Object.defineProperty(holder, name, { value: entered(value) });
        else if (set) Object.defineProperty(holder, name, { set: entered(set) });
      }
    }
  }
}
