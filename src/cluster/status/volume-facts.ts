import type { VolumeStatus } from './status';

/** From the words that df prints. */
export function volumeOf([bytes, used, available]: readonly string[]): VolumeStatus | undefined {
  if (bytes === undefined) return undefined;
  return { bytes: Number(bytes), usedBytes: Number(used), availableBytes: Number(available) };
}
