// A hash of the counter, some ten times cheaper: C. Wellons's "lowbias32" finaliser (Prospecting for hash functions, 2018). Each
// key is first hashed into two words, of which one offsets the counter and the other enters between the two multiplications, so
// that neighbouring keys give unrelated sequences.
export const GOLDEN = 0x9e3779b9;
export const M1 = 0x7feb352d;
export const M2 = 0x846ca68b;
