/** What is worth saying of a swarm of swarm mode before it is brought up. Pure. */
import type { Warning } from '../model/plan.ts';
import { lastOf } from '../model/seen.ts';
import { findMachine } from '../model/snapshot.ts';
import type { Member, SwarmComparison } from './comparison.ts';
import { differing } from './differing.ts';

/** Docker advises against more: every change waits for more than half of them. */
const mostManagers = 7;

/** Of the swarm as a whole: how many managers it will have, and how it was made. */
export function swarmWarnings({ spec, swarm, snapshot }: SwarmComparison): readonly Warning[] {
  const { length: count } = spec.managers;
  const source = swarm.isToMake ? undefined : findMachine(snapshot, swarm.source);
  const settings = source && lastOf(source.engine)?.value.engine.swarm.settings;
  const differs = differing(swarm.source);
  const { defaultAddressPools, dataPathPort, autolock } = spec.swarmMode;
  return [
    ...(count > 0 && count % 2 === 0 ? [{ kind: 'managersEven', count } as const] : []),
    ...(count > mostManagers ? [{ kind: 'managersMany', count } as const] : []),
    ...(settings
      ? [
          ...(defaultAddressPools.length > 0
            ? differs('defaultAddressPools', defaultAddressPools.join(', '), settings.defaultAddressPools.join(', '))
            : []),
          ...differs('dataPathPort', String(dataPathPort), String(settings.dataPathPort)),
          ...differs('autolock', String(autolock), String(settings.isAutolocked)),
        ]
      : []),
  ];
}

/** A node that manages although the file has it among the nodes: to demote it is for a person to decide. */
export function swarmMemberWarnings({ name, role }: Member, { swarm }: SwarmComparison): readonly Warning[] {
  const place = swarm.places.get(name);
  return role === 'node' && place?.kind === 'inside' && place.isManager
    ? differing(name)('role', 'worker', 'manager')
    : [];
}
