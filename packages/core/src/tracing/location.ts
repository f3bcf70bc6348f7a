/**
 * Where it went wrong: model, layer, op, and the user's line. A node remembers where it was made; what replaces it in a graph
 * inherits that (graph/rewrite.ts). Graphs themselves know nothing of it, so that equal ones share their sessions.
 */
import { innermost, scoped, scopeKind } from '../context.js';
import { FrameworkError, placeForeign } from '../errors.js';
import { filesHere, filesTell, isLibrary, stackHere, userLine } from '../frames.js';
import type { Node } from '../graph/node.js';
import { hearingShapes } from '../tensor/shape-reads.js';

/** A place, within those around it: a model, a layer, an op. */
export interface Location {
  readonly name: string;
  readonly outer: Location | null;
  readonly isOp: boolean;
  /** An op that nothing but ops surrounds: the name of the node says as much. */
  readonly isPlain: boolean;
  readonly call: Call | null;
}

/** The stack of the call of an op. */
interface Call {
  readonly stack?: string;
}

const places = scopeKind<Location>();

function within<T>(name: string, isOp: boolean, call: Call | null, body: () => T): T {
  const outer = innermost(places) ?? null;
  // A model that is called within its own training step is one place.
  if (outer?.name === name && !call) return body();
  const place: Location = { name, outer, isOp, isPlain: isOp && (outer === null || outer.isPlain), call };
  innermost(watches)?.look();
  try {
    return scoped(places, place, body);
  } catch (error) {
    if (error instanceof FrameworkError) error.addLocation(name);
    else if (error instanceof Error) placeOnce(error, place);
    throw error;
  }
}

/** Looks for code of the user on the way to places, and to shapes that are read: code that calls nothing may depend on them. */
class Watch {
  foundUsers = false;
  isOver = false;
  private readonly depth = filesHere().length;

  /** What an op reads it was given: the way to the op has been looked at. */
  readonly lookAtRead = (): void => {
    if (!this.isOver && !innermost(places)?.isOp) this.look();
  };

  look(): void {
    if (this.foundUsers) return;
    const files = filesHere();
    this.foundUsers = files.slice(0, files.length - this.depth).some((file) => file !== null && !isLibrary(file));
  }
}

const watches = scopeKind<Watch>();

/**
 * What `body` gives, and whether layers and ops were called by code of the library alone, as far as that can be told.
 *
 * @param isSaid says so where stacks do not tell
 */
export function watched<T>(body: () => T, isSaid: () => boolean = () => false): { result: T; isOfLibrary: boolean } {
  if (!filesTell) return { result: body(), isOfLibrary: isSaid() };
  const watch = new Watch();
  const result = scoped(watches, watch, () => hearingShapes(watch.lookAtRead, body));
  watch.isOver = true;
  return { result, isOfLibrary: !watch.foundUsers };
}

/** The place in which an error that is not of the framework was thrown last. */
const thrownIn = new WeakMap<Error, Location>();

/** Says in an error where it was thrown. Places around that, which it comes through later, have been said. */
function placeOnce(error: Error, place: Location): void {
  for (let said = thrownIn.get(error) ?? null; said; said = said.outer) if (said === place) return;
  thrownIn.set(error, place);
  placeForeign(error, namesTo(place));
}

/** The names of a place and of those around it, outermost first. */
function namesTo(last: Location | null): string[] {
  const names: string[] = [];
  for (let place = last; place; place = place.outer) names.unshift(place.name);
  return names;
}

/** Runs `body` in a model or layer; an error that leaves it carries the name, of whatever class it is. */
export const withLocation = <T>(name: string, body: () => T): T => within(name, false, null, body);

/** Runs `body` in an op. */
export const withinOp = <T>(name: string, call: Call | null, body: () => T): T => within(name, true, call, body);

/** From where a function that is being called is called. */
export function callOf(entry: (...args: never[]) => unknown): Call {
  // Four for a method on the way; every line costs a microsecond.
  return stackHere(entry, 5);
}

/** Runs `body`, which makes other nodes of a given one, where that was made. */
export function atLocationOf<T>(node: Node, body: () => T): T {
  return node.location ? scoped(places, node.location, body) : body();
}

/** Notes where a node is made. */
export function recordLocation(node: Node): void {
  const place = innermost(places);
  if (place && (node.primitive.mayFail || !place.isPlain)) node.location = place;
}

/** Which node errors came from, as an object, or by its position in a graph that has run. */
const causes = new WeakMap<FrameworkError, Node>();
const positions = new WeakMap<FrameworkError, number>();

export const causeOf = (error: FrameworkError): Node | undefined => causes.get(error);
export const positionOf = (error: FrameworkError): number | undefined => positions.get(error);
/** Notes the position of the node that failed (graph/positions.ts). */
export const failedAt = (error: FrameworkError, position: number): unknown => positions.set(error, position);

/** The places, from the outermost on, where a node was made. */
export const placesOf = (node: Node): string[] => namesTo(node.location);

/** The line of the user that asked for a node, as far as that was noted. */
function lineOf(node: Node): string | null {
  for (let place = node.location; place; place = place.outer) {
    const line = place.call?.stack && userLine(place.call.stack);
    if (line) return line;
  }
  return null;
}

/** Says in an error that it comes from a node. */
export function locate(error: FrameworkError, node: Node): void {
  causes.set(error, node);
  error.locate(placesOf(node), lineOf(node));
}

/** Runs `body`, which computes a node; an error says where that was made. */
export function located<T>(node: Node, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof FrameworkError && !causes.has(error)) {
      causes.set(error, node);
      if (node.location) locate(error, node);
    }
    throw error;
  }
}
