import { type HashKey, hashBucketFast, hashBucketStrong } from '@org/core/internal';

/** The key of SipHash; null where there is none. */
export const hashKey = (salt: readonly [number, number] | null): HashKey | null =>
  salt && [BigInt.asUintN(64, BigInt(salt[0])), BigInt.asUintN(64, BigInt(salt[1]))];

/** Which of `buckets` a text belongs to: by FarmHash64, or with a key by SipHash. */
export function bucketOfText(text: string, buckets: number, salt: readonly [number, number] | null): number {
  const key = hashKey(salt);
  return key ? hashBucketStrong(text, buckets, key) : hashBucketFast(text, buckets);
}
