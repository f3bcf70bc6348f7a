import { itemSize } from '../dtype.js';
import { sizeOf } from '../shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Value } from '../tensor/value.js';
import type { Node } from './node.js';

/** What one run left histories of. */
interface Kept {
  readonly tensors: readonly WeakRef<Tensor>[];
  readonly nodes: number;
  readonly values: readonly HeldValue[];
}

/** What is noted of a value that histories hold. */
interface HeldValue {
  /** How many runs hold it. */
  runs: number;
  readonly bytes: number;
}

/**
 * The histories of tensors that were read, oldest first. A program that holds on to such tensors (a running sum of losses, outputs
 * that are fed back) would keep all of its past: beyond a bound the oldest histories go, those of the last run never.
 */
export class KeptHistories {
  private runs: Kept[] = [];
  private nodes = 0;
  private bytes = 0;
  private readonly held = new WeakMap<Value, HeldValue>();

  /** @param forget takes its history from a tensor */
  constructor(
    private readonly forget: (tensor: Tensor) => void,
    private readonly mostNodes = 500_000,
    private readonly mostBytes = 2 ** 27,
  ) {}

  add(tensors: readonly Tensor[], nodes: ReadonlySet<Node>): void {
    const values = new Set<Value>();
    for (const { inputs } of nodes) for (const { known } of inputs) if (known) values.add(known);
    this.runs.push({
      tensors: tensors.map((tensor) => new WeakRef(tensor)),
      nodes: nodes.size,
      values: Array.from(values, (value) => this.hold(value)),
    });
    this.nodes += nodes.size;
    if (this.isOver) this.makeRoom();
  }

  private get isOver(): boolean {
    return this.nodes > this.mostNodes || this.bytes > this.mostBytes;
  }

  private makeRoom(): void {
    const gone = (kept: Kept) => kept.tensors.every((reference) => !reference.deref()?.node);
    for (const kept of this.runs.filter(gone)) this.release(kept);
    this.runs = this.runs.filter((kept) => !gone(kept));
    let oldest = 0;
    for (; this.isOver && oldest < this.runs.length - 1; oldest++) {
      const kept = this.runs[oldest]!;
      for (const reference of kept.tensors) {
        const tensor = reference.deref();
        if (tensor?.node && tensor.known) this.forget(tensor);
      }
      this.release(kept);
    }
    this.runs = this.runs.slice(oldest);
  }

  private hold(value: Value): HeldValue {
    let held = this.held.get(value);
    if (!held) {
      held = { runs: 0, bytes: sizeOf(value.shape) * itemSize(value.dtype) };
      this.held.set(value, held);
    }
    if (held.runs === 0) this.bytes += held.bytes;
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
