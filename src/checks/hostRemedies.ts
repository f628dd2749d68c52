/** What can be done about a host or one of its containers, by what its driver and its engine allow. */
import { canPower, canReachHost } from '../model/machine.ts';
import { now } from '../model/seen.ts';
import { machineOf, type SeenMachine } from '../model/snapshot.ts';
import { bringClusterUp, onContainer, onMachine, type Remedy } from './remedy.ts';

/** A shell on its host; none with the driver `none`, which knows no way there. */
export const shellOn = (seen: SeenMachine): readonly Remedy[] =>
  canReachHost(machineOf(seen)?.driver ?? 'none') ? [onMachine('openShell', seen.name)] : [];

/** Its host can be started or restarted, unless its driver only reaches it. */
export const powerOn = (seen: SeenMachine): readonly Remedy[] =>
  canPower(machineOf(seen)?.driver ?? 'none')
    ? [onMachine(seen.power === 'stopped' ? 'startMachine' : 'restartMachine', seen.name)]
    : [];

/** A container that should run there: started where it is stopped, restarted where it runs, created by the next run where it is gone. */
export function containerOn(seen: SeenMachine, name: string): readonly Remedy[] {
  const view = now(seen.engine);
  if (!view) return [];
  const found = view.containers.find((each) => each.name === name);
  if (!found) return [bringClusterUp];
  return [onContainer(found.state === 'running' ? 'restartContainer' : 'startContainer', seen.name, name)];
}
