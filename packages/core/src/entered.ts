/**
 * Marks where users enter the library: all methods, getters and setters of its classes, and, by the build (`rollup.config.js`), its
 * exported functions and classes. Only where files do not tell whose a frame is.
 */
import { constructors, entering, hasEntry, isWithin } from './boundaries.js';
import { fromCaller } from './errors.js';
import { filesTell } from './frames.js';
import { isPromise } from './realm.js';

type Callee = (...args: never[]) => unknown;

/** Functions are the user's code, as far as is known; layers and other objects that are called are not of this prototype. */
const isFunction = (value: unknown): value is Callee =>
  typeof value === 'function' && Object.getPrototypeOf(value) === Function.prototype;

/** What {@link entered} made. */
const marked = new WeakSet<object>();

/** Whether a function is one that the library exports, or has made. */
export const isOwnFunction = (value: object): boolean => marked.has(value);

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
    const result = entering(toUsers, () => {
      const made = fn.apply(this, args);
      return isPromise(made) ? fromCaller(() => made) : made;
    });
    const isMade = toUsers && isFunction(result) && !args.includes(result as never) && !marked.has(result);
    return isMade ? entered(result, true) : result;
  };
  marked.add(value);
  // Its name and its length, which tells how many parameters it has.
  return Object.defineProperties(value, Object.getOwnPropertyDescriptors(fn)) as unknown as Fn;
}

/** What an object does when it is called, which may be the user's. The call itself notes it (`Callable`), as does any other one here. */
function enteredCall(invoke: Callee): Callee {
  const value = function (this: object, ...args: never[]): unknown {
    const run = () => invoke.apply(this, args);
    return hasEntry() ? run() : entering(!isEntered(this.constructor), run);
  };
  return Object.defineProperties(value, Object.getOwnPropertyDescriptors(invoke)) as unknown as Callee;
}

const walked = new WeakSet<object>();

/** Whether a class, or what all functions have, is the language's. */
const isBuiltIn = (type: object): boolean => /\[native code\]\s*\}$/.test(Function.prototype.toString.call(type));

/** Whether a class is the library's, as far as {@link enterMethods} was told. */
export const isEntered = (type: object): boolean => walked.has(type);

/** {@link enterMethods} for a class that is being exported. */
export function enteredClass<Type extends object>(type: Type): Type {
  enterMethods(type);
  return type;
}

/** {@link entered} for the methods, getters and setters of a class, its static ones, and those of the classes that it extends. */
export function enterMethods(type: object): void {
  if (filesTell) return;
  for (let own = type; !isBuiltIn(own) && !walked.has(own); own = Object.getPrototypeOf(own) as object) {
    walked.add(own);
    constructors.add(own as { name: string });
    for (const holder of [own, (own as { prototype: object }).prototype]) {
      for (const name of [...Object.getOwnPropertyNames(holder), Symbol.toPrimitive]) {
        const { value, get, set, configurable } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
        if (name === 'constructor' || !configurable) continue;
        if (name === 'invoke') Object.defineProperty(holder, name, { value: enteredCall(value as Callee) });
        else if (typeof value === 'function') Object.defineProperty(holder, name, { value: entered(value) });
        else if (get ?? set)
          Object.defineProperty(holder, name, { ...(get && { get: entered(get) }), ...(set && { set: entered(set) }) });
      }
    }
  }
}
