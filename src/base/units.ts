/** Types that carry a number's unit in their name. */
export type Milliseconds = number;
export type Seconds = number;
export type Bytes = number;

export const seconds = (n: number): Milliseconds => n * 1000;
export const minutes = (n: number): Milliseconds => n * 60_000;

/** Formats a size like Docker, in powers of 1024 with four significant digits: `1.021 GiB` (Docker prints `1.021GiB`). */
export function bytesText(bytes: Bytes): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${String(Number(value.toPrecision(4)))} ${units[unit] ?? ''}`;
}
