/** A last constructor parameter: by position, or by name. */
export type MultiplyByInputs = boolean | { readonly multiplyByInputs?: boolean };

export const multiplyByInputsOf = (given: MultiplyByInputs): boolean =>
  typeof given === 'boolean' ? given : (given.multiplyByInputs ?? true);
