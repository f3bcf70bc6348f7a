/**
 * Copies of this package: two versions that are installed, or what `require` and what `import` loads where those differ. Each has
 * classes and settings of its own, so that what one made is nothing to the other.
 */
import { PythonTypeError } from './errors.js';
import { ownFile } from './frames.js';

/** Under which objects say which copy made them, and a realm which copy it loaded first. */
const COPY = Symbol.for('@org/core');

const together = (first: string, second: string): string =>
  `Two copies of @org/core are loaded: ${first} and ${second}.`;
const HINT = 'install one version (npm dedupe), and load it either by import or by require.';

type Marked = { readonly [COPY]?: string };

/** Makes the objects of a class say that they are of this copy. */
export function markCopy({ prototype }: { readonly prototype: object }): void {
  if (ownFile) Object.defineProperty(prototype, COPY, { value: ownFile });
}

function assertOwn(value: unknown): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
  const copy = (value as Marked)[COPY];
  if (copy === undefined || copy === ownFile) return;
  throw new PythonTypeError(`${together(ownFile!, copy)} This is an object of the second.`, {
    received: String(value),
    hint: HINT,
  });
}

/** @throws TypeError for tensors, layers and other objects that another copy has made, alone or in lists */
export function assertOneCopy(args: readonly unknown[]): void {
  for (const arg of args) {
    if (!Array.isArray(arg)) assertOwn(arg);
    else if (typeof arg[0] === 'object' || typeof arg[0] === 'function') arg.forEach(assertOwn);
  }
}

/** Says once that another copy was loaded before: settings and seeds of one are not those of the other. */
function noteLoaded(realm: { [COPY]?: string }): void {
  const first = realm[COPY];
  if (!ownFile || first === ownFile) return;
  if (first === undefined) Object.defineProperty(realm, COPY, { value: ownFile });
  else console.warn(`${together(first, ownFile)} They share neither tensors nor settings; ${HINT}`);
}

noteLoaded(globalThis as { [COPY]?: string });
