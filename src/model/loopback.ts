/** Whether a key-value store's URL names a place that each host has for itself. Pure. */
import type { StoreUrl } from './keyValueStore.ts';

/** Names of the host itself in the `/etc/hosts` of Linux systems. */
const ownNames =
  /^(localhost|localhost[46]?\.localdomain[46]?|localhost[46]|ip6-localhost|ip6-loopback|.*\.localhost)\.?$/i;
/** `0.0.0.0` and `::` connect to the host itself too. */
const unspecified = /^(0\.0\.0\.0|[0:]+)$/;
const loopback6 = /^[0:]*:0*1$/;
/** 127.0.0.1, or with zeros left out. */
const isFirst = /^(?:::ffff:)?127(?:\.0){0,2}\.0{0,2}1$/i;
const loopback4 = /^(?:::ffff:)?(127(?:\.\d{1,3}){1,3})$/i;

/** `localhost`, `127.0.0.0/8`, `::1`, in any spelling. */
export function isLoopback(host: string): boolean {
  return ownNames.test(host) || unspecified.test(host) || loopback6.test(host) || loopback4.test(host);
}

/**
 * Whether the store is another one on each host, as an agent that listens on `localhost` is. `addresses` are those of the machines
 * that name it: machines that are themselves at loopback addresses run on this computer, and so does a store in their network.
 */
export function isOnEachHost({ hosts }: StoreUrl, addresses: readonly string[]): boolean {
  return hosts.every(({ host }) => isLoopback(host) && !isBeside(host, addresses));
}

function isBeside(host: string, addresses: readonly string[]): boolean {
  const network = networkOf(host);
  if (network === undefined || addresses.length === 0) return false;
  // 127.0.0.1 is the usual name of the host itself: there only a machine at that very address counts.
  return isFirst.test(host) ? addresses.includes(host) : addresses.every((each) => networkOf(each) === network);
}

function networkOf(host: string): string | undefined {
  const address = loopback4.exec(host)?.[1];
  return address?.split('.').slice(0, 2).join('.');
}
