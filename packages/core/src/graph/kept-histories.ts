import { itemSize } from '../dtype.js';
import { sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Value } from '../tensor/value.js';
import { forgetHistory, installKept } from './history.js';
import type { Node } from './node.js';

/** What a run left histories of, which stands for some runs before it as well. */
interface Kept {
  readonly tensors: readonly WeakRef<Tensor>[];
  /** Of nobody: once it is gone, whatever was noted until then and is still there is held by somebody. */
  readonly token: WeakRef<object>;
  readonly nodes: number;
  /** At most: values of several runs count for each. */
  readonly bytes: number;
  readonly values: readonly HeldValue[];
}

/** What is noted of a value that histories hold. */
interface HeldValue {
  /** How many runs hold it. */
  runs: number;
  readonly bytes: number;
}

/** The share of what may be kept for which a single run may stand. */
const SHARE = 16;

const bytesIn = ({ shape, dtype }: Value): number => sizeOf(shape) * itemSize(dtype);

/**
 * The histories of tensors that were read, oldest first. A program that holds on to such tensors (a running sum of losses, outputs
 * that are fed back) would keep all of its past: beyond a bound the oldest histories go, those of the last run never.
 *
 * What is referred to weakly survives the quick collections of garbage all the same, and all that it leads to. So of small runs only
 * some are noted, until they show that the program holds on to them.
 */
export class KeptHistories {
  private runs: Kept[] = [];
  private nodes = 0;
  private bytes = 0;
  private readonly held = new WeakMap<Value, HeldValue>();
  /** Since a run was noted. */
  private readonly passed = { runs: 0, nodes: 0, bytes: 0 };
  private share = 1 / SHARE;
  private isHeld = false;

  /** @param forget takes its history from a tensor */
  constructor(
    private readonly forget: (tensor: Tensor) => void,
    private readonly mostNodes = 500_000,
    private readonly mostBytes = 2 ** 27,
  ) {}

  add(tensors: readonly Tensor[], nodes: ReadonlySet<Node>): void {
    if (!this.isDue(nodes)) return;
    const { passed } = this;
    const values = new Set<Value>();
    for (const { inputs } of nodes) for (const { known } of inputs) if (known) values.add(known);
    this.runs.push({
      tensors: tensors.map((tensor) => new WeakRef(tensor)),
      token: new WeakRef({}),
      nodes: passed.nodes,
      bytes: passed.bytes,
      values: Array.from(values, (value) => this.hold(value, passed.runs)),
    });
    this.nodes += passed.nodes;
    passed.runs = 0;
    passed.nodes = 0;
    passed.bytes = 0;
    // At uneven distances, since programs keep every tenth, or hundredth.
    this.share = (0.5 + Math.random()) / SHARE;
    if (this.fills(1)) this.makeRoom();
  }

  private isDue(nodes: ReadonlySet<Node>): boolean {
    const { passed, share } = this;
    passed.runs += 1;
    passed.nodes += nodes.size;
    for (const { inputs } of nodes) for (const { known } of inputs) if (known) passed.bytes += bytesIn(known);
    return this.isHeld || passed.nodes >= share * this.mostNodes || passed.bytes >= share * this.mostBytes;
  }

  private fills(share: number): boolean {
    return this.nodes > share * this.mostNodes || this.bytes > share * this.mostBytes;
  }

  private makeRoom(): void {
    const gone = (kept: Kept) => kept.tensors.every((reference) => !reference.deref()?.node);
    for (const kept of this.runs.filter(gone)) this.release(kept);
    this.runs = this.runs.filter((kept) => !gone(kept));
    const sure = this.runs.filter(({ token }) => !token.deref());
    const shareOf = ({ nodes, bytes }: Kept) => Math.max(nodes / this.mostNodes, bytes / this.mostBytes);
    this.isHeld = sure.reduce((total, kept) => total + shareOf(kept), 0) > 0.5;
    let oldest = 0;
    // Room for more than the next run, since all are looked at.
    for (; this.fills(0.75) && oldest < this.runs.length - 1; oldest++) {
      const kept = this.runs[oldest]!;
      for (const reference of kept.tensors) {
        const tensor = reference.deref();
        if (tensor?.node && tensor.known) this.forget(tensor);
      }
      this.release(kept);
    }
    this.runs = this.runs.slice(oldest);
  }

  /** @param runs how many runs it stands for, each with a value of its own */
  private hold(value: Value, runs: number): HeldValue {
    let held = this.held.get(value);
    if (!held || held.runs === 0) {
      held = { runs: 0, bytes: runs * bytesIn(value) };
      this.held.set(value, held);
      this.bytes += held.bytes;
    }
    held.runs += 1;
    return held;
  }

  private release({ nodes, values }: Kept): void {
    this.nodes -= nodes;
    for (const held of values) {
      held.runs -= 1;
      if (held.runs === 0) this.bytes -= held.bytes;
    }
  }
}

/** Puts a bound on the histories of what is read from now on. */
export const boundHistories = (): void => installKept(new KeptHistories(forgetHistory));
