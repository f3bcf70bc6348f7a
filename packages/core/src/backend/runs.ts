/** Runs of pending graphs. They overlap where a program waits for several reads at once; one that writes over values of variables is alone. */
export class Runs {
  private underWay = 0;
  private end: (() => void) | null = null;
  /** Settled when the run ends that is alone; null where none is. */
  alone: Promise<void> | null = null;

  begin(): void {
    this.underWay += 1;
  }

  /** Lets the only run under way be alone; false where there are others. */
  keepAlone(): boolean {
    if (this.underWay > 1) return false;
    this.alone = new Promise((resolve) => {
      this.end = resolve;
    });
    return true;
  }

  /** Notes that a run has ended. */
  finish(): void {
    this.underWay -= 1;
    this.alone = null;
    this.end?.();
    this.end = null;
  }
}
