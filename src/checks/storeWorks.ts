/** The key-value store of a cluster works. */
import { findStoreContainer } from '../model/findStoreContainer.ts';
import type { ClusterKeyValueStore } from '../model/cluster.ts';
import type { Failure } from '../model/failure.ts';
import { now } from '../model/seen.ts';
import type { SeenMachine } from '../model/snapshot.ts';
import { storeProof, storeVerdict, type StoreProof } from '../model/storeVerdict.ts';
import { defineCheck } from './check.ts';
import type { Found, OfStore } from './finding.ts';
import { containerOn, powerOn, shellOn } from './hostRemedies.ts';
import { measuredAt } from './measured.ts';
import { bringClusterUp, onMachine, type Remedy } from './remedy.ts';

export const storeWorks = defineCheck({
  id: 'storeWorks',
  scope: 'cluster',
  appliesTo: ['classic', 'none'],
  needs: ['store'],
  evaluate: ({ cluster, machines, store }): readonly Found<StoreElecting | StoreNotFromHere | StoreDown>[] => {
    if (store.state.state !== 'failed') return [];
    const { url, machine, state } = store;
    const subject = { of: 'store', url, machine } as const;
    const common = { subject, measured: measuredAt(url, state) };
    switch (storeVerdict(cluster)) {
      case 'electing':
        return [{ ...common, kind: 'storeElecting', severity: 'info', isTransient: true, remedies: [] }];
      case 'notFromHere':
        return [
          {
            ...common,
            kind: 'storeNotFromHere',
            severity: 'info',
            cause: state.failure,
            proof: storeProof(cluster),
            remedies: [],
          },
        ];
      case 'down': {
        const seen = machines.find(({ name }) => name === machine);
        const container = containerOf(store, seen);
        const remedies = seen ? remediesOf(store, seen) : [];
        return [{ ...common, kind: 'storeDown', severity: 'error', cause: state.failure, container, remedies }];
      }
      case 'works':
      case 'unknown':
        return [];
    }
  },
});

/** It has just started and elects itself within seconds: it answers, but does not accept writes yet. */
interface StoreElecting {
  readonly kind: 'storeElecting';
  readonly subject: OfStore;
}

/** This computer cannot reach it or does not ask it, but nothing shows that its hosts cannot reach it. */
interface StoreNotFromHere {
  readonly kind: 'storeNotFromHere';
  readonly subject: OfStore;
  readonly cause: Failure;
  readonly proof: StoreProof;
}

interface StoreDown {
  readonly kind: 'storeDown';
  readonly subject: OfStore;
  readonly cause: Failure;
  /** Its container, according to its machine's engine. Undefined if the container runs or the engine does not answer. */
  readonly container: StoreContainer | undefined;
}

type StoreContainer = { readonly state: 'stopped'; readonly name: string } | { readonly state: 'gone' };

function containerOf({ parsed }: ClusterKeyValueStore, seen: SeenMachine | undefined): StoreContainer | undefined {
  const view = seen && now(seen.engine);
  if (!view || !parsed) return undefined;
  const found = findStoreContainer(view.containers, parsed.type);
  if (!found) return { state: 'gone' };
  return found.state === 'exited' || found.state === 'created' ? { state: 'stopped', name: found.name } : undefined;
}

/** While its machine's engine does not answer, that must be fixed first. */
function remediesOf({ parsed }: ClusterKeyValueStore, seen: SeenMachine): readonly Remedy[] {
  const view = now(seen.engine);
  if (!view) return [...powerOn(seen), onMachine('showDockerInfo', seen.name)];
  const name = parsed && findStoreContainer(view.containers, parsed.type)?.name;
  return name === undefined ? [bringClusterUp] : [...containerOn(seen, name), ...shellOn(seen)];
}
