export const SLOTS = 16_384;

const POLYNOMIAL = 0x1021;

/**
 * Returns the cluster slot of all keys with this hash tag: CRC16 (XMODEM) modulo 16,384.
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model
 */
export function slotOf(hashTag: string): number {
  let sum = 0;
  for (const byte of Buffer.from(hashTag)) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      sum = (sum & 0x8000) === 0 ? (sum << 1) & 0xffff : ((sum << 1) ^ POLYNOMIAL) & 0xffff;
    }
  }
  return sum % SLOTS;
}
