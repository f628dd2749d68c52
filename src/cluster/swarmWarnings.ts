/** Swarm mode warnings before `up`. Pure. */
import type { Warning } from '../model/planWarning.ts';
import { lastOf } from '../model/seen.ts';
import { findMachine } from '../model/snapshot.ts';
import type { Member, SwarmComparison } from './comparison.ts';
import { differing } from './differing.ts';

/** Docker advises against more: every change waits for a majority. */
const mostManagers = 7;

/** For the whole swarm: its number of managers, and its settings. */
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

/** A manager that the file lists as a node: demoting it is up to the user. */
export function swarmMemberWarnings({ name, role }: Member, { swarm }: SwarmComparison): readonly Warning[] {
  const place = swarm.places.get(name);
  return role === 'node' && place?.kind === 'inside' && place.isManager
    ? differing(name)('role', 'worker', 'manager')
    : [];
}
