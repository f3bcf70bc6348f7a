export interface RecentLimits {
  /** Entries that are kept at most. */
  readonly entries: number;
  /** What they may weigh together. */
  readonly weight: number;
  /** As many of the last used stay, whatever they weigh. */
  readonly always: number;
}

/** A map that forgets what was not used for longest. */
export class Recent<Value> {
  // Maps keep the order of insertion: the last used goes to the end.
  private readonly entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  private weight = 0;

  constructor(private readonly limits: RecentLimits) {}

  get size(): number {
    return this.entries.size;
  }

  values(): Value[] {
    return [...this.entries.values()].map(({ value }) => value);
  }

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value, weight: number): void {
    this.remove(key);
    this.entries.set(key, { value, weight });
    this.weight += weight;
    const { entries, weight: most, always } = this.limits;
    for (const oldest of this.entries.keys()) {
      if (this.size <= entries && (this.weight <= most || this.size <= always)) return;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    this.weight -= this.entries.get(key)?.weight ?? 0;
    this.entries.delete(key);
  }
}
