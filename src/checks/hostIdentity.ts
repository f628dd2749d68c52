/** Properties that distinguish hosts, and hosts that share them. */
import { shared } from '../base/shared.ts';
import { lastOf } from '../model/seen.ts';
import type { SeenMachine } from '../model/snapshot.ts';

/** A part is undefined if the engine has never answered. */
export interface HostIdentity {
  readonly machine: string;
  readonly hostname: string | undefined;
  readonly engineId: string | undefined;
}

/** From the engine's last answer. */
export function identityOf({ name, engine }: SeenMachine): HostIdentity {
  const last = lastOf(engine)?.value.engine;
  return { machine: name, hostname: last?.hostname, engineId: last?.id };
}

/** Shared values with the machines that share them. */
export const alike = (
  hosts: readonly HostIdentity[],
  by: 'hostname' | 'engineId',
): readonly (readonly [value: string, machines: readonly string[]])[] => [
  ...shared(hosts.flatMap((host) => (host[by] === undefined ? [] : [[host[by], host.machine] as const]))),
];
