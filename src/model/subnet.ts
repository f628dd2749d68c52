/** IPv4 subnets in CIDR notation: `10.10.0.0/24`. */

/** A subnet as its first address (a number) and its prefix length. */
export interface Subnet {
  readonly first: number;
  readonly bits: number;
}

/** `10.0.0.1` as a number from 0 to 2³²−1; undefined if it is not an IPv4 address. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let address = 0;
  for (const part of parts) {
    // No leading zeros: some programs read them as octal.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    address = address * 256 + Number(part);
  }
  return address;
}

/** Undefined if it is not a subnet, has no room for a gateway and a container, or has bits set beyond its prefix. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text);
  const first = parseAddress(match?.[1] ?? '');
  const bits = Number(match?.[2]);
  if (first === undefined || bits < 1 || bits > 30 || first % size(bits) !== 0) return undefined;
  return { first, bits };
}

/** Whether a host in the subnet can have the address: it is neither the network nor the broadcast address. */
export function isUsableIn(subnet: Subnet, address: number): boolean {
  return address > subnet.first && address < subnet.first + size(subnet.bits) - 1;
}

export function overlap(a: Subnet, b: Subnet): boolean {
  return a.first < b.first + size(b.bits) && b.first < a.first + size(a.bits);
}

/** Reserved for private use, where an address has no meaning outside of its own network (RFC 1918, 6598, 3927, 1122). */
const ownNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8']
  .map(parseSubnet)
  .filter((subnet) => subnet !== undefined);

/** Whether an address means the same host from everywhere. A name may resolve differently in another network. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  // Global unicast of IPv6: RFC 4291, 2.4.
  if (address === undefined) return /^[23][0-9a-f]{3}:/i.test(text);
  return !ownNetworks.some(({ first, bits }) => address >= first && address < first + size(bits));
}

/** Whether two IPv4 addresses share their first 16 bits, as those of one private network usually do. */
export function isSameNetwork(a: string, b: string): boolean {
  const [one, other] = [parseAddress(a), parseAddress(b)];
  return one !== undefined && other !== undefined && Math.floor(one / size(16)) === Math.floor(other / size(16));
}

function size(bits: number): number {
  return 2 ** (32 - bits);
}
