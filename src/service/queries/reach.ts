/**
 * Whether a host can reach its cluster's key-value store. Checked once from the host, when its engine answers and the store does not list
 * it.
 */
import { recordsOf, type Observations } from '../../cluster/observations.ts';
import { observeReach } from '../../cluster/observe.ts';
import { storeName, type Group } from '../../cluster/recognise.ts';
import { isRegistered } from '../../model/registration.ts';
import type { StoreState } from '../../model/keyValueStore.ts';
import type { Seen } from '../../model/seen.ts';
import type { HostRow } from '../query.ts';

export const reach: HostRow = (machine, { doors, observed, groups, over }) => {
  const { name, driver } = machine;
  return [
    {
      key: `reach ${name}`,
      slot: 'tool',
      isOnDemand: true,
      isOnce: true,
      ask: async () => {
        const { store } = groups().find(({ members }) => members.some((each) => each.machine === name)) ?? {};
        const state = store && observed.stores.get(storeName(store));
        const engine = observed.host(name).engine;
        if (driver === 'none' || !store?.parsed || engine?.state !== 'seen') return;
        if (state?.state === 'seen' && isRegistered(machine, state.value.engines, engine.value.engine.clusterAdvertise))
          return;
        const found = await observeReach(doors.tool, name, store.parsed, over);
        if (found && observed.host(name).engine?.state === 'seen') observed.updateHost(name, { reach: found });
      },
    },
  ];
};

/** Hosts in the store's clusters whose check is out of date: the store lists them now, or answered at the time. */
export function outdatedReaches(
  store: string,
  {
    before,
    next,
    groups,
    observed,
  }: {
    readonly before: Seen<StoreState> | undefined;
    readonly next: Seen<StoreState>;
    readonly groups: readonly Group[];
    readonly observed: Observations;
  },
): readonly string[] {
  const measured = groups
    .filter((group) => group.store && storeName(group.store) === store)
    .flatMap(({ members }) => members.filter(({ machine }) => observed.hosts.get(machine)?.reach))
    .map(({ machine }) => machine);
  if (measured.length === 0) return [];
  if (next.state !== 'seen') return before?.state === 'seen' ? measured : [];
  const machines = new Map(recordsOf(observed).map((machine) => [machine.name, machine]));
  return measured.filter((name) => {
    const machine = machines.get(name);
    const engine = observed.hosts.get(name)?.engine;
    if (!machine || engine?.state !== 'seen') return false;
    return isRegistered(machine, next.value.engines, engine.value.engine.clusterAdvertise);
  });
}
