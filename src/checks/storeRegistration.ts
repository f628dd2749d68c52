/** A host reaches its cluster's key-value store, and its engine is registered there. */
import type { Failure } from '../model/failure.ts';
import { isRegistered } from '../model/registration.ts';
import { now } from '../model/seen.ts';
import { storeVerdict } from '../model/storeVerdict.ts';
import { defineCheck } from './check.ts';
import { engineAnswers } from './engineAnswers.ts';
import { aboutMachine, type Found, type OfMachine } from './finding.ts';
import { shellOn } from './hostRemedies.ts';
import { measuredAt } from './measured.ts';
import { onMachine } from './remedy.ts';

export const storeRegistration = defineCheck({
  id: 'storeRegistration',
  scope: 'machine',
  appliesTo: ['classic', 'none'],
  needs: ['machine', 'cluster', 'view'],
  follows: [engineAnswers],
  evaluate: ({ seen, machine, cluster, view }): readonly Found<StoreUnreachableFrom | NotRegistered>[] => {
    const { store } = cluster;
    if (!store) return [];
    const state = now(store.state);
    // While the store does not answer, nothing is known about each host's access to it.
    if (
      state
        ? isRegistered(machine, state.engines, view.engine.clusterAdvertise)
        : storeVerdict(cluster) !== 'notFromHere'
    )
      return [];
    const reach = store.reach.get(seen.name);
    const shell = shellOn(seen);
    const common = { subject: aboutMachine(seen.name), url: store.url };
    if (reach && !reach.reached) {
      const measured = measuredAt(seen.name, seen.engine);
      const cause = reach.failure;
      return [{ ...common, kind: 'storeUnreachableFrom', severity: 'error', measured, cause, remedies: shell }];
    }
    if (!state) return [];
    return [
      {
        ...common,
        kind: 'notRegistered',
        severity: 'warning',
        measured: measuredAt(store.url, store.state),
        remedies: [...shell, onMachine('showDockerInfo', seen.name)],
        // A new engine registers with a delay.
        ...(seen.isSettling ? { causedBy: 'nodeJoining' } : {}),
      },
    ];
  },
});

interface StoreUnreachableFrom {
  readonly kind: 'storeUnreachableFrom';
  readonly subject: OfMachine;
  readonly url: string;
  readonly cause: Failure;
}

interface NotRegistered {
  readonly kind: 'notRegistered';
  readonly subject: OfMachine;
  readonly url: string;
}
