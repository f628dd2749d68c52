/** Arithmetic on IPv4 addresses and subnets. */

export function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

export interface Range {
  readonly first: number;
  readonly last: number;
}

const ranges = new Map<string, Range | undefined>();

/** Returns the range of `a.b.c.d/n`; undefined for an invalid subnet. Cached: each new network checks thousands of others. */
export function rangeOf(subnet: string): Range | undefined {
  if (!ranges.has(subnet)) {
    if (ranges.size > 10_000) ranges.clear();
    ranges.set(subnet, readRange(subnet));
  }
  return ranges.get(subnet);
}

function readRange(subnet: string): Range | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(subnet);
  const length = Number(match?.[2]);
  if (!match?.[1] || length > 32 || match[1].split('.').some((part) => Number(part) > 255)) return undefined;
  const size = 2 ** (32 - length);
  const first = Math.floor(toNumber(match[1]) / size) * size;
  return { first, last: first + size - 1 };
}

export function overlap(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Returns the first subnet of this size in the pool that overlaps no used one. */
export function freeSubnet(pool: string, prefixLength: number, used: readonly Range[]): string | undefined {
  const whole = rangeOf(pool);
  if (!whole) return undefined;
  const size = 2 ** (32 - prefixLength);
  const taken = used.filter((each) => overlap(each, whole)).sort((a, b) => a.first - b.first);
  let first = whole.first;
  for (const range of taken) {
    if (first + size - 1 < range.first) break;
    if (range.last >= first) first = Math.ceil((range.last + 1) / size) * size;
  }
  return first + size - 1 <= whole.last ? `${toAddress(first)}/${prefixLength}` : undefined;
}

/** Returns the first free address after the subnet's own; undefined if the subnet is full. */
export function freeAddress(subnet: string, used: ReadonlySet<string>): string | undefined {
  const range = rangeOf(subnet);
  if (!range) return undefined;
  for (let number = range.first + 1; number < range.last; number += 1) {
    const address = toAddress(number);
    if (!used.has(address)) return address;
  }
  return undefined;
}

/** The MAC address that Docker derives from an IPv4 address. */
export function macOf(address: string): string {
  return ['02', '42', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');
}

export const prefixLengthOf = (subnet: string): string => subnet.split('/')[1] ?? '24';
