/** What hosts are told apart by, and which of them have it in common. */
import { shared } from '../base/shared.ts';
import { lastOf } from '../model/seen.ts';
import type { SeenMachine } from '../model/snapshot.ts';

/** Undefined: its engine has never answered. */
export interface HostIdentity {
  readonly machine: string;
  readonly hostname: string | undefined;
  readonly engineId: string | undefined;
}

/** As its engine said last. */
export function identityOf({ name, engine }: SeenMachine): HostIdentity {
  const last = lastOf(engine)?.value.engine;
  return { machine: name, hostname: last?.hostname, engineId: last?.id };
}

/** What several hosts have in common, with their machines. */
export const alike = (
  hosts: readonly HostIdentity[],
  by: 'hostname' | 'engineId',
): readonly (readonly [value: string, machines: readonly string[]])[] => [
  ...shared(hosts.flatMap((host) => (host[by] === undefined ? [] : [[host[by], host.machine] as const]))),
];
