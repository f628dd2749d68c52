/** Whether an engine that refuses died of a flag: those from 23.0 do not know one that their records were made with. Read once. */
import { observeRefusedFlag } from '../../cluster/observe.ts';
import { knowsClusterStore } from '../../model/engine.ts';
import { engineFlag } from '../../model/machine.ts';
import { lastOf } from '../../model/seen.ts';
import type { HostRow } from '../query.ts';

export const refusedFlag: HostRow = (machine, { doors, observed, over }) => {
  const { name, driver } = machine;
  if (driver === 'none' || engineFlag(machine, 'cluster-store') === undefined) return [];
  const isRefusing = (): boolean => {
    const { engine } = observed.host(name);
    return engine?.state === 'failed' && engine.failure.kind === 'engineRefused';
  };
  return [
    {
      key: `refusedFlag ${name}`,
      slot: 'tool',
      isOnDemand: true,
      isOnce: true,
      ask: async () => {
        const { engine } = observed.host(name);
        const last = engine && lastOf(engine)?.value.engine;
        // One that has answered with it before is stopped for another reason.
        if (last && knowsClusterStore(last.version)) return;
        const flag = await observeRefusedFlag(doors.tool, name, over);
        if (flag !== undefined && isRefusing()) observed.updateHost(name, { refusedFlag: flag });
      },
    },
  ];
};
