/** IPv4 subnets as people write them: `10.10.0.0/24`. */

/** A subnet by its first address as a number, and how many bits of it are the network's. */
export interface Subnet {
  readonly first: number;
  readonly bits: number;
}

/** `10.0.0.1` as a number from 0 to 2³²−1; undefined where it is no IPv4 address. */
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

/** Undefined where it is no subnet, where it is too small to hold a gateway and a container, or where bits stand behind its prefix. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text);
  const first = parseAddress(match?.[1] ?? '');
  const bits = Number(match?.[2]);
  if (first === undefined || bits < 1 || bits > 30 || first % size(bits) !== 0) return undefined;
  return { first, bits };
}

/** Whether an address can be given to something in the subnet: neither the network's own nor its broadcast address. */
export function isUsableIn(subnet: Subnet, address: number): boolean {
  return address > subnet.first && address < subnet.first + size(subnet.bits) - 1;
}

export function overlap(a: Subnet, b: Subnet): boolean {
  return a.first < b.first + size(b.bits) && b.first < a.first + size(a.bits);
}

/** Reserved for networks of their own, where an address says nothing outside of them (RFC 1918, 6598, 3927, 1122). */
const ownNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8']
  .map(parseSubnet)
  .filter((subnet) => subnet !== undefined);

/** Whether an address is one host's wherever it is asked from; a name may be another one's in another network. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  // Global unicast of IPv6: RFC 4291, 2.4.
  if (address === undefined) return /^[23][0-9a-f]{3}:/i.test(text);
  return !ownNetworks.some(({ first, bits }) => address >= first && address < first + size(bits));
}

/** Whether two IPv4 addresses have their first 16 bits in common, as those of one private network have as a rule. */
export function isSameNetwork(a: string, b: string): boolean {
  const [one, other] = [parseAddress(a), parseAddress(b)];
  return one !== undefined && other !== undefined && Math.floor(one / size(16)) === Math.floor(other / size(16));
}

function size(bits: number): number {
  return 2 ** (32 - bits);
}
