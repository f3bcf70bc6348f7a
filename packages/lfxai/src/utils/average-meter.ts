/**
 * A running mean.
 *
 * @example
 * const meter = new AverageMeter('loss');
 * meter.update(2, 3);
 * meter.avg; // 2
 */
export class AverageMeter {
  val = 0;
  avg = 0;
  sum = 0;
  count = 0;

  constructor(readonly name: string) {}

  reset(): void {
    this.val = 0;
    this.avg = 0;
    this.sum = 0;
    this.count = 0;
  }

  /** Adds a value that is the mean of `n`. */
  update(val: number, n: number | { n?: number } = 1): void {
    const weight = typeof n === 'number' ? n : (n.n ?? 1);
    this.val = val;
    this.sum += val * weight;
    this.count += weight;
    this.avg = this.sum / this.count;
  }
}
