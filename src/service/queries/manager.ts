/** What a classic swarm manager says of its nodes. */
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
      // One that does not call every node healthy is asked more often, for no event tells when it changes its mind.
      interval: () => {
        if (attention() === 'background') return backgroundInterval;
        const info = observed.host(name).manager;
        return info?.state === 'seen' && info.value.nodes.every(isWellNode) ? slowInterval : unwellInterval;
      },
    },
    context,
  );
};
