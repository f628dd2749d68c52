/**
 * Whether an engine that refuses connections died of a flag: engines from 23.0 do not know one that their records were created with. Read
 * once.
 */
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
        // An engine that has run with the flag has stopped for another reason.
        if (last && knowsClusterStore(last.version)) return;
        const flag = await observeRefusedFlag(doors.tool, name, over);
        if (flag !== undefined && isRefusing()) observed.updateHost(name, { refusedFlag: flag });
      },
    },
  ];
};
