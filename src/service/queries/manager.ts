/** A classic swarm manager's report on its nodes. */
import { nextSeen } from '../../cluster/observations.ts';
import { isWellNode } from '../../model/classicSwarm.ts';
import { backgroundInterval, slowInterval, unwellInterval, type HostRow } from '../query.ts';
import { endpointQueries } from './endpoint.ts';

export const manager: HostRow = (machine, context) => {
  if (machine.address === undefined || !machine.swarm?.isMaster) return [];
  const { name } = machine;
  const { doors, observed, attention } = context;
  const door = doors.engines.manager(machine);
  return endpointQueries(
    {
      endpoint: 'manager',
      host: name,
      door,
      call: (options) => door.manager(options),
      record: (outcome) => {
        observed.updateHost(name, { manager: nextSeen(observed.host(name).manager, outcome, new Date()) });
      },
      // While a node is unhealthy the manager is queried more often, because no event reports a change of its status.
      interval: () => {
        if (attention() === 'background') return backgroundInterval;
        const info = observed.host(name).manager;
        return info?.state === 'seen' && info.value.nodes.every(isWellNode) ? slowInterval : unwellInterval;
      },
    },
    context,
  );
};
