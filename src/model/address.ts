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
