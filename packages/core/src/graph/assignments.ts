/**
 * What runs ask of variables. The answers come with the programs that make variables (tensor/variable.ts installs them): a program that
 * only computes is without.
 */
export type Assignments = Omit<typeof import('./assigned.js'), 'noteAssigned'>;

/** Where there are no variables. */
const NONE: Assignments = {
  hasAssigned: () => false,
  isPresentValue: () => false,
  isReplacedValue: () => false,
  pendingValues: () => [],
  dependentValues: () => [],
  confirmAssigned() {},
  async undoFailed() {},
};

let installed = NONE;

/** Notes what there is for variables. */
export function installAssignments(assignments: Assignments): void {
  installed = assignments;
}

export const assignments = (): Assignments => installed;
