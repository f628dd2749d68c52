/** The state of a cluster's key-value store, which has no events. */
import { err } from '../../base/result.ts';
import { seconds, type Milliseconds } from '../../base/units.ts';
import { nextSeen } from '../../cluster/observations.ts';
import { storeName } from '../../cluster/recognise.ts';
import { isElecting, type Outcome } from '../../model/failure.ts';
import type { StoreState } from '../../model/keyValueStore.ts';
import { backgroundInterval, slowInterval, unwellInterval, type StoreRow } from '../query.ts';
import { outdatedReaches } from './reach.ts';

/** While a store elects a leader, which takes a moment. */
const electingInterval: Milliseconds = seconds(1);
/** A lone consul becomes leader within ten seconds. */
const longestElection: Milliseconds = seconds(20);

export const keyValueStore: StoreRow = (store, { doors, observed, groups, attention }) => {
  const { parsed, paths, neverAsked } = store;
  const name = storeName(store);
  let electingSince: number | undefined;

  const record = (outcome: Outcome<StoreState>): void => {
    const before = observed.stores.get(name);
    const next = nextSeen(before, outcome, new Date());
    for (const host of outdatedReaches(name, { before, next, groups: groups(), observed }))
      observed.updateHost(host, { reach: undefined });
    observed.updateStore(name, next);
  };

  /** After this long an election counts as leaderless: it may be waiting for a server that no longer exists. */
  const judged = (outcome: Outcome<StoreState>): Outcome<StoreState> => {
    if (outcome.ok || !isElecting(outcome.error)) {
      electingSince = undefined;
      return outcome;
    }
    electingSince ??= Date.now();
    if (Date.now() - electingSince < longestElection || outcome.error.kind !== 'storeWithoutLeader') return outcome;
    return err({ ...outcome.error, isElecting: false });
  };

  return [
    {
      key: `store ${name}`,
      ask: async ({ signal, deadline }) => {
        // For a store that is never queried from here, record the reason as its answer.
        if (neverAsked) record(err(neverAsked));
        if (!parsed || neverAsked) return;
        const outcome = await doors.keyValueStores.ask(parsed, { signal, deadline, paths });
        if (!signal.aborted) record(judged(outcome));
      },
      interval: () => {
        if (!parsed || neverAsked) return undefined;
        if (attention() === 'background') return backgroundInterval;
        const state = observed.stores.get(name);
        if (state?.state !== 'failed') return slowInterval;
        return isElecting(state.failure) ? electingInterval : unwellInterval;
      },
    },
  ];
};
