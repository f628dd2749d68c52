/** Addresses as engines, managers and stores write them. */
import type { Address } from './failure.ts';

/** `10.0.0.5`, 2377 → `10.0.0.5:2377`; `::1`, 2376 → `[::1]:2376`. */
export function addressOf(host: string, port: number): Address {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** `10.0.0.5:2377` → `10.0.0.5`, `[::1]:2376` → `::1`. */
export function hostOf(address: Address): string {
  return address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

/** Whether it is good on one link only: several interfaces of a computer have `fe80::/10`, so one of them must be named (`fe80::1%eth0`). */
export const isLinkLocal = (address: Address): boolean => /^fe[89ab][0-9a-f]:/i.test(hostOf(address));
