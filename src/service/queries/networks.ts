/** A cluster's overlay networks, queried from a manager that knows all of them, or else from each engine. */
import type { Milliseconds } from '../../base/units.ts';
import { seconds } from '../../base/units.ts';
import { recordsOf } from '../../cluster/observations.ts';
import { storeName } from '../../cluster/recognise.ts';
import type { Failure } from '../../model/failure.ts';
import type { OverlayNetwork } from '../../model/network.ts';
import { lastOf } from '../../model/seen.ts';
import { findCluster } from '../../model/snapshot.ts';
import { storeVerdict } from '../../model/storeVerdict.ts';
import { backgroundInterval, slowInterval, type Attention, type ClusterRow, type QueryContext } from '../query.ts';
import { askClassicNetworks, askSwarmNetworks, type NetworkQuestion } from './networkAnswers.ts';

/** How often, and for how long, managers and engines that disagree are queried: a manager forgets a removed host after three minutes. */
const unsettledInterval: Milliseconds = seconds(0.7);
const longestUnsettled: Milliseconds = seconds(200);
/** Each network is inspected separately. With more networks than this, the interval grows in proportion. */
const networksPerLook = 20;

export const networks: ClusterRow = ({ key }, context) => {
  const unsettled = new UnsettledNetworks();
  /** Networks may have stale endpoints of a host that was removed or added. */
  let isDoubted = true;
  return [
    {
      key: `networks ${key}`,
      ask: async ({ signal, deadline }) => {
        const asked = questionOf(key, context, signal, deadline, () => {
          const wasDoubted = isDoubted;
          isDoubted = false;
          return wasDoubted;
        });
        if (!asked) return;
        if (asked.group.orchestration === 'swarm-mode') await askSwarmNetworks(asked);
        else {
          const answered = await askClassicNetworks(asked);
          if (!signal.aborted) unsettled.answered(answered.listed, answered.isKept);
        }
      },
      interval: () => unsettled.interval(context.attention()),
      invalidated: ({ doubt }) => {
        if (doubt === 'all') isDoubted = true;
        else if (typeof doubt === 'object') unsettled.removed(doubt.removed);
      },
    },
  ];
};

function questionOf(
  key: string,
  context: QueryContext,
  signal: AbortSignal,
  deadline: Milliseconds,
  takeDoubt: () => boolean,
): NetworkQuestion | undefined {
  const { doors, observed, slots, settled } = context;
  const group = context.groups().find((each) => each.key === key);
  if (!group) return undefined;
  const records = new Map(recordsOf(observed).map((machine) => [machine.name, machine]));
  const missing = (answer: readonly OverlayNetwork[]): readonly OverlayNetwork[] => {
    const cluster = findCluster(context.snapshot(), group.name);
    const known = (cluster && lastOf(cluster.networks)?.value) ?? [];
    const answered = new Set(answer.map(({ id }) => id));
    return known.filter(({ id }) => !answered.has(id));
  };

  /**
   * Explains why known networks are missing from an answer although they may still exist: engines omit them silently while their key-value
   * store is unavailable, and managers while they have no quorum.
   */
  const whyHidden = async (answer: readonly OverlayNetwork[]): Promise<Failure | undefined> => {
    if (missing(answer).length === 0) return undefined;
    const { store } = group;
    await context.ask(store ? `store ${storeName(store)}` : `swarm ${key}`);
    const state = store ? observed.stores.get(storeName(store)) : observed.cluster(key).swarm;
    const judged = findCluster(context.snapshot(), group.name);
    // A store that only this computer cannot reach hides nothing.
    if (store && judged && storeVerdict(judged) === 'notFromHere') return undefined;
    return state?.state === 'failed' ? state.failure : undefined;
  };

  return {
    group,
    machines: group.members.flatMap(({ machine: name, role }) => {
      const machine = records.get(name);
      return machine ? [{ name, role, machine }] : [];
    }),
    engines: doors.engines,
    observed,
    signal,
    call: (door) => slots.client(() => door.overlays({ signal, deadline })),
    swarmSettled: () => settled(`swarm ${key}`),
    missing,
    whyHidden,
    mayHaveStale: () => takeDoubt() || context.hasSuspects(group.name),
  };
}

/** Networks on which managers and engines disagree. No event reports when they agree again, so they are queried until then. */
class UnsettledNetworks {
  /** Networks whose removal an engine has reported, and that its manager may still list. */
  readonly #removed = new Set<string>();
  #unsettled: { readonly since: number; readonly networks: number } | undefined;

  /** An engine reported a removed network. Its manager drops it for that engine only, and still lists it for all others, even dead ones. */
  removed(network: string): void {
    this.#removed.add(network);
  }

  /** A manager has answered; `isKept`: engines list networks that it does not. */
  answered(answer: readonly OverlayNetwork[], isKept: boolean): void {
    for (const id of this.#removed) if (!answer.some((each) => each.id === id)) this.#removed.delete(id);
    this.#unsettled =
      isKept || this.#removed.size > 0
        ? { since: this.#unsettled?.since ?? Date.now(), networks: answer.length }
        : undefined;
  }

  /** How soon to query again; undefined: events suffice. */
  interval(attention: Attention): Milliseconds | undefined {
    if (!this.#unsettled) return undefined;
    if (attention === 'background') return backgroundInterval;
    const { since, networks: many } = this.#unsettled;
    if (Date.now() - since > longestUnsettled) return slowInterval;
    return unsettledInterval * Math.max(1, Math.ceil(many / networksPerLook));
  }
}
