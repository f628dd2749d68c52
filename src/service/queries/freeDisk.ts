/** Whether a host whose disk was full has free space again. If it cannot be checked, the engine reports a disk that is still full. */
import { observeRoom } from '../../cluster/observe.ts';
import { lastOf } from '../../model/seen.ts';
import type { HostRow } from '../query.ts';

export const freeDisk: HostRow = ({ name, driver }, { doors, observed, over }) => {
  const isFull = (): boolean => observed.host(name).fullDisk !== undefined;
  return [
    {
      key: `freeDisk ${name}`,
      slot: 'tool',
      isOnDemand: true,
      atRefresh: isFull,
      ask: async () => {
        const { engine } = observed.host(name);
        const directory = (engine && lastOf(engine)?.value.engine.rootDirectory) ?? '';
        const hasRoom = driver === 'none' || (await observeRoom(doors.tool, name, directory, over)) !== false;
        if (hasRoom && isFull()) observed.updateHost(name, { fullDisk: undefined });
      },
    },
  ];
};
