const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** As Kubernetes writes sizes: 31 MiB, 2.1 GiB. */
export function bytes(count: number): string {
  let amount = count;
  let unit = 0;
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount < 10 && unit > 0 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[unit] ?? ''}`;
}

const SPANS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** The largest part of a time, and the next one of a small number: 3 d 4 h, 41 s, 14 min. Clocks may differ: one that is not over yet is 0 s. */
export function span(milliseconds: number): string {
  let rest = Math.max(0, Math.floor(milliseconds / 1000));
  const parts: string[] = [];
  for (const [seconds, unit] of SPANS) {
    const amount = Math.floor(rest / seconds);
    rest -= amount * seconds;
    if (amount > 0) parts.push(`${amount} ${unit}`);
    // 3 d 12 s says no more than 3 d.
    else if (parts.length > 0) break;
    if (parts.length === 2 || amount >= 10) break;
  }
  return parts.join(' ') || '0 s';
}
