/** The types of what `fit`, `evaluate` and `predict` take; what data sets yield is checked when it comes. */
import type { Structure } from '@org/layers/internal';

/** An object, but not that of a call's options, of which one decides the type of the result. */
type Data = Structure & { readonly returnDict?: never };

/** Tensors, typed arrays or nested arrays, of texts as well, alone or in lists and objects: one value for each sample. Null where a part is absent. */
export type Samples = Data | readonly string[] | readonly (number | boolean | null | Samples)[];

/** Samples, or what yields batches: a data set, any iterable or iterator, or a function that makes one. */
export type TrainingData = Samples | (() => Iterator<unknown> | AsyncIterator<unknown> | Data);
