import { ValueError } from '@org/core/basics';

/** Of 300 MB, what a program needs by itself stays uncounted. */
const ALLOWANCE = 200e6;
/** The bytes of a file lie in memory while it is read; its contents may take thrice as much again. */
const FACTOR = 3;

/**
 * What the contents of one file may take in memory. Files that promise more than they can hold are refused before anything is
 * allocated.
 *
 * @example
 * const budget = new MemoryBudget(4096, "'model.keras'");
 * budget.take(1024, 'config.json');
 */
export class MemoryBudget {
  #left: number;

  /** @param label what errors call the file */
  constructor(
    private readonly fileSize: number,
    private readonly label: string,
  ) {
    this.#left = FACTOR * fileSize + ALLOWANCE;
  }

  get left(): number {
    return this.#left;
  }

  /** @throws ValueError if too little is left */
  take(bytes: number, what: string): void {
    if (!(bytes <= this.#left)) {
      throw new ValueError(`Not allowed: ${what} of ${this.label} would take too much memory.`, {
        expected: `at most ${Math.floor(this.#left)} bytes, for a file of ${this.fileSize} bytes`,
        received: `${bytes} bytes`,
      });
    }
    this.#left -= bytes;
  }
}
