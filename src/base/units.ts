/** Units that numbers carry in their type's name. */
export type Milliseconds = number;
export type Seconds = number;
export type Bytes = number;

export const seconds = (n: number): Milliseconds => n * 1000;
export const minutes = (n: number): Milliseconds => n * 60_000;

/** As Docker writes sizes, in powers of 1024 with four significant digits: `1.021GiB` there, `1.021 GiB` here. */
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
