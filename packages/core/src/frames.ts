/** The frames of stacks: which are the library's, and which the user's, to whom errors show theirs alone. */

/** A frame: its file, line and column, in brackets behind a name or alone. */
const FRAME = /^\s+at (?:async )?(?:.*? \((?=.*\)$))?(.+):(\d+):(\d+)\)?$/;

/** The path of a file, in one form: loaders such as tsx give some frames as addresses, others as paths. */
function pathOf(file: string): string {
  const [, address] = /^file:\/\/(.*)$/.exec(file) ?? [];
  if (address === undefined) return file.replaceAll('\\', '/');
  const path = address.replace(/^\/(?=[A-Za-z]:\/)/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
/** Where a frame is; undefined where it does not tell, as those of built-in functions and of evaluated text. */
function placeOf(frame: string): { file: string; line: string; column: string } | undefined {
  const [, file, line, column] = FRAME.exec(frame) ?? [];
  return file && !file.endsWith('<anonymous>') ? { file: pathOf(file), line: line!, column: column! } : undefined;
}
const fileOf = (frame: string): string | undefined => placeOf(frame)?.file;

/** Where this lies; undefined where stacks do not tell. */
export const ownFile = fileOf(new Error().stack?.split('\n')[1] ?? '');
/** The folder of this package, and its siblings: what lies in them is not the user's, but for tests. */
const [, packages = null] = /^(.*)\/core\/(?:src|dist)\//.exec(ownFile ?? '') ?? [];
/** Whether files tell whose a frame is: not in a program that a bundler made one file of. */
export const filesTell = packages !== null;
const isOurs = (file: string): boolean =>
  packages !== null &&
  (file.startsWith(`${packages}/`)
    ? /^[^/]+\/(?:src|dist)\//.test(file.slice(packages.length + 1))
    : /\/node_modules\/@org\/[^/]+\/(?:src|dist)\//.test(file)) &&
  !/\.test\.[^/]*$/.test(file);
/** What others call without being the user's: Node, built-in functions, installed packages. */
const isNobodys = (file: string | undefined): boolean =>
  !file || file.startsWith('node:') || file.includes('/node_modules/');

let isFiltering = true;

/** Lets the stacks of errors show the frames of the library, for who works on it. */
export const disableTracebackFiltering = (): void => {
  isFiltering = false;
};
/** Leaves the frames of the library out of the stacks of errors; so it is from the start. */
export const enableTracebackFiltering = (): void => {
  isFiltering = true;
};
export const isTracebackFilteringEnabled = (): boolean => isFiltering;

/** The lines of a stack after its message. */
export const framesIn = (stack: string): string[] => stack.split('\n').filter((line) => /^\s+at /.test(line));

/** The frames of a stack without the library's, and without what those called; null where no others are left. */
export function usersFrames(stack: string): string[] | null {
  const kept: string[] = [];
  // From the outermost in: what is nobody's belongs to its caller.
  let isUsers = false;
  for (const frame of framesIn(stack).reverse()) {
    const file = fileOf(frame);
    if (!isNobodys(file)) isUsers = !isOurs(file!);
    else if (file && isOurs(file)) isUsers = false;
    if (isUsers) kept.unshift(frame);
  }
  return kept.length > 0 ? kept : null;
}

/** The innermost line of a stack that is not ours; null where that cannot be told. */
export function userLine(stack: string): string | null {
  for (const frame of packages === null ? [] : (usersFrames(stack) ?? [])) {
    const place = placeOf(frame);
    if (place) return `${place.file}:${place.line}:${place.column}`;
  }
  return null;
}

/** What was said of files: there are some hundreds, and thousands of frames. */
const libraryFiles = new Map<string, boolean>();

/** Whether a file is this library's, or Node's own. */
export function isLibrary(file: string): boolean {
  const known = libraryFiles.get(file);
  if (known !== undefined) return known;
  const isOwn = file.startsWith('node:') || isOurs(pathOf(file));
  libraryFiles.set(file, isOwn);
  return isOwn;
}

/** The files of all frames, innermost first: null for functions that are built in, '' for text that was evaluated. */
export function filesHere(): (string | null)[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  if (!Error.captureStackTrace || Object.isFrozen(Error)) return [''];
  try {
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    Error.prepareStackTrace = (_error, frames) =>
      frames.map((frame) => (frame.isEval() ? '' : (frame.getFileName() ?? null)));
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder);
    return holder.stack as (string | null)[];
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

/** How deep stacks are looked into for a user's frame: layers within models within training. */
const DEPTH = 200;

/** A function, or a class. */
type Code = ((...args: never[]) => unknown) | (new (...args: never[]) => unknown);

/** The stack here, without the frames of `entry` and what it called; formatted when it is asked for. */
export function stackHere(entry?: Code, depth = DEPTH): { readonly stack?: string } {
  const holder = {};
  const limit = Error.stackTraceLimit;
  // Where the language is frozen, stacks are as deep as they are.
  Reflect.set(Error, 'stackTraceLimit', depth);
  Error.captureStackTrace?.(holder, entry);
  Reflect.set(Error, 'stackTraceLimit', limit);
  return holder;
}

/**
 * What an error shows under its message: the user's frames. Where the call that it comes of is known, and no function of the user
 * was running within that, the frames of the call tell more than where someone waits for its end.
 */
export function shownFrames(
  stack: string,
  caller?: string,
  outside?: { stack?: string; hasUsers: boolean } | null,
): string {
  if (!isFiltering) return framesIn(stack).join('\n');
  if (!filesTell) {
    const [own, called] = [outside?.stack, caller].map((text) => framesIn(text ?? ''));
    const first = called!.length > 0 && !outside?.hasUsers ? called! : own!;
    return [first, own!, called!, framesIn(stack)].find(({ length }) => length > 0)!.join('\n');
  }
  const [within] = stack.split(/\n[^\n]*\bfromCaller\b/);
  const called = caller && !usersFrames(within!) ? usersFrames(caller) : null;
  return (called ?? usersFrames(stack) ?? framesIn(stack)).join('\n');
}
