/**
 * How long a step takes, by the last runs, of which each one before counts half of the next one. They count by their steps: a pass may end
 * with a smaller batch, a run whose only step bears all that a run costs.
 */
export class StepTime {
  #steps = 0;
  #time = 0;

  note(steps: number, time: number): void {
    this.#steps = 0.5 * this.#steps + steps;
    this.#time = 0.5 * this.#time + time;
  }

  /** How many steps take so long, at least one; one where no run was noted. */
  stepsIn(time: number): number {
    return this.#steps === 0 ? 1 : Math.max(1, Math.round((time / this.#time) * this.#steps));
  }
}
