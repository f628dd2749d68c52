/** Whether a host's engine has registered in a key-value store. Pure. */
import { derived } from '../base/derived.ts';
import { hostOf, type Address } from './address.ts';
import type { Machine } from './machine.ts';

/**
 * Whether the store lists a host's engine (`host:port`): under the machine's address, or under the address that the engine `advertised`.
 * They differ if the driver's address is public or a name.
 */
export function isRegistered(machine: Machine, engines: readonly Address[], advertised = ''): boolean {
  const { whole, hosts } = registered(engines);
  return whole.has(advertised) || (machine.address !== undefined && hosts.has(machine.address.toLowerCase()));
}

const registered = derived((engines: readonly Address[]) => {
  const named = engines.filter((each) => hostOf(each) !== '');
  return { whole: new Set(named), hosts: new Set(named.map((each) => hostOf(each).toLowerCase())) };
});
