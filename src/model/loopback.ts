/** Whether a key-value store's URL names a different store on each host. Pure. */
import type { StoreUrl } from './keyValueStore.ts';

/** Names of the host itself in the `/etc/hosts` of Linux systems. */
const ownNames =
  /^(localhost|localhost[46]?\.localdomain[46]?|localhost[46]|ip6-localhost|ip6-loopback|.*\.localhost)\.?$/i;
/** Connecting to `0.0.0.0` or `::` also reaches the host itself. */
const unspecified = /^(0\.0\.0\.0|[0:]+)$/;
const loopback6 = /^[0:]*:0*1$/;
/** 127.0.0.1, also with zeros omitted. */
const isFirst = /^(?:::ffff:)?127(?:\.0){0,2}\.0{0,2}1$/i;
const loopback4 = /^(?:::ffff:)?(127(?:\.\d{1,3}){1,3})$/i;

/** `localhost`, `127.0.0.0/8`, `::1`, in any spelling. */
export function isLoopback(host: string): boolean {
  return ownNames.test(host) || unspecified.test(host) || loopback6.test(host) || loopback4.test(host);
}

/**
 * Whether each host has its own store at this URL, like an agent on `localhost`. `addresses` belong to the machines that name it: machines
 * at loopback addresses run on this computer, and so does a store in their network.
 */
export function isOnEachHost({ hosts }: StoreUrl, addresses: readonly string[]): boolean {
  return hosts.every(({ host }) => isLoopback(host) && !isBeside(host, addresses));
}

function isBeside(host: string, addresses: readonly string[]): boolean {
  const network = networkOf(host);
  if (network === undefined || addresses.length === 0) return false;
  // 127.0.0.1 usually means the host itself: only a machine at exactly that address counts.
  return isFirst.test(host) ? addresses.includes(host) : addresses.every((each) => networkOf(each) === network);
}

function networkOf(host: string): string | undefined {
  const address = loopback4.exec(host)?.[1];
  return address?.split('.').slice(0, 2).join('.');
}
