/** A machine with its containers below it. */
import type { Translate } from '../../base/text.ts';
import type { Cluster } from '../../model/cluster.ts';
import { moveOf } from '../../checks/health.ts';
import { isIncomplete } from '../../model/incomplete.ts';
import { canPower, canReachHost } from '../../model/machine.ts';
import { lastOf } from '../../model/seen.ts';
import { machineOf, type SeenMachine } from '../../model/snapshot.ts';
import { byName } from '../../base/naturally.ts';
import { containerRow } from './containerRow.ts';
import { machineRow } from './machineRow.ts';
import { leaf, withKeys, type Node } from './row.ts';
import type { MachineWord } from './rowContext.ts';

export function machineNode(seen: SeenMachine, cluster: Cluster | undefined, t: Translate): Node {
  const containers = lastOf(seen.engine)?.value.containers ?? [];
  const isRemembered = seen.engine.state === 'failed';
  const plain = machineRow(seen, cluster, t);
  const row = {
    ...plain,
    context: [...plain.context, ...abilities(seen), ...states(seen, cluster)] as const,
    opening: containers.length > 0 ? ('closed' as const) : plain.opening,
  };
  return {
    row,
    // Many clusters are never opened so far: no container's row is made before its machine is opened.
    children: () =>
      withKeys(
        [...containers].sort(byName),
        ({ name }) => name,
        ({ id }) => id,
      ).map(([container, key]) => leaf(containerRow(container, { machine: row, key, isRemembered }, t))),
  };
}

/** Words for menus: what is wrong with it that has a command of its own. */
function states(seen: SeenMachine, cluster: Cluster | undefined): readonly MachineWord[] {
  return [...(isIncomplete(seen) ? ['incomplete' as const] : []), ...(moveOf(seen, cluster) ? ['moved' as const] : [])];
}

/** Words for menus: what its driver lets docker-machine do. */
function abilities(seen: SeenMachine): readonly MachineWord[] {
  const driver = machineOf(seen)?.driver;
  if (driver === undefined) return [];
  return [
    ...(canPower(driver) ? ['canPower' as const] : []),
    ...(canReachHost(driver) ? ['canReachHost' as const] : []),
  ];
}
