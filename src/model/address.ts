/** Formats and parses addresses like engines, managers and key-value stores do. */

/** `host:port`, as users type it. */
export type Address = string;

/** `10.0.0.5`, 2377 → `10.0.0.5:2377`; `::1`, 2376 → `[::1]:2376`. */
export function addressOf(host: string, port: number): Address {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** `10.0.0.5:2377` → `10.0.0.5`, `[::1]:2376` → `::1`. */
export function hostOf(address: Address): string {
  return address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

/** Whether the address is link-local. Every interface has `fe80::/10`, so such an address needs a zone (`fe80::1%eth0`). */
export const isLinkLocal = (address: Address): boolean => /^fe[89ab][0-9a-f]:/i.test(hostOf(address));
