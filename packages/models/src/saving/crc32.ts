/** Checksums of 32 bits with a reflected polynomial, by a table with an entry a byte. */
function checksum(polynomial: number): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    return remainder;
  });
  return (bytes) => {
    let crc = -1;
    for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]!) & 0xff]!;
    return ~crc >>> 0;
  };
}

/** Of zip entries and PNG (ISO 3309). */
export const crc32 = /* @__PURE__ */ checksum(0xedb88320);

/** Castagnoli's, of the records of TensorFlow (RFC 3720). */
export const crc32c = /* @__PURE__ */ checksum(0x82f63b78);
