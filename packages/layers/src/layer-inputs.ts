/** What the types of a call let through: an object of any interface may hold inputs, a text or a function may not. */

/** An object that is neither a function nor an array of JavaScript's; the other form lets literals name any property. */
export type Structure =
  | (object & { readonly apply?: never; readonly concat?: never })
  | { readonly [name: string]: unknown; readonly apply?: never; readonly concat?: never };

/** Tensors, symbolic tensors, variables, numbers, typed arrays and arrays of texts, alone or in lists and objects; null where one is absent. */
export type LayerInputs = number | boolean | null | Structure | readonly string[] | readonly LayerInputs[];

/** Inputs, or something of the type `unknown`. */
export type OrUnknown<Inputs> = unknown extends Inputs ? Inputs : LayerInputs;

/** A list of arguments with inputs in it; its length need not be known. */
export type NotEmpty<Given extends readonly unknown[]> = Given extends readonly [infer First, ...unknown[]]
  ? [inputs: OrUnknown<First>, ...others: readonly CallArgument[]]
  : Given extends readonly []
    ? [inputs: LayerInputs]
    : Given;

/** What a call takes behind its inputs: tensors, nests of them, and keywords in an object. Settings go by name. */
export type CallArgument = object | null | undefined;
