/** Remedies for a host and its containers, as far as its driver and its engine allow. */
import { canPower, canReachHost } from '../model/machine.ts';
import { now } from '../model/seen.ts';
import { machineOf, type SeenMachine } from '../model/snapshot.ts';
import { bringClusterUp, onContainer, onMachine, type Remedy } from './remedy.ts';

/** Opens a shell on its host; the driver `none` has no access to it. */
export const shellOn = (seen: SeenMachine): readonly Remedy[] =>
  canReachHost(machineOf(seen)?.driver ?? 'none') ? [onMachine('openShell', seen.name)] : [];

/** Starts or restarts its host, unless its driver cannot control power. */
export const powerOn = (seen: SeenMachine): readonly Remedy[] =>
  canPower(machineOf(seen)?.driver ?? 'none')
    ? [onMachine(seen.power === 'stopped' ? 'startMachine' : 'restartMachine', seen.name)]
    : [];

/** Remedy for a required container: start a stopped one, restart a running one, or let the next run create a missing one. */
export function containerOn(seen: SeenMachine, name: string): readonly Remedy[] {
  const view = now(seen.engine);
  if (!view) return [];
  const found = view.containers.find((each) => each.name === name);
  if (!found) return [bringClusterUp];
  return [onContainer(found.state === 'running' ? 'restartContainer' : 'startContainer', seen.name, name)];
}
