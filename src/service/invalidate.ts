/** Maps events and answers to the queries that they invalidate. Pure. */
import { derived } from '../base/derived.ts';
import { equal } from '../base/equal.ts';
import {
  recordsOf,
  type ClusterObservations,
  type HostObservations,
  type Observations,
} from '../cluster/observations.ts';
import { storeName, type Group } from '../cluster/recognise.ts';
import type { EngineEvent } from '../docker/engineStreams.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import type { EngineView } from '../model/snapshot.ts';
import type { SwarmNode } from '../model/swarmMode.ts';
import { findNodeOf } from '../model/swarmNode.ts';

/** Kinds of queries of a host, a key-value store or a cluster. */
export type QueryKind =
  | 'engine'
  | 'enginePing'
  | 'manager'
  | 'managerPing'
  | 'power'
  | 'refusedFlag'
  | 'freeDisk'
  | 'reach'
  | 'store'
  | 'swarm'
  | 'networks';
/** Kind and subject: a machine's name, a `storeName` or a group's key. */
export type QueryKey = `${QueryKind} ${string}`;

/** Queries of a host that run only once, until its engine answers again, its record changes or the user refreshes. */
export const onceKinds: readonly QueryKind[] = ['power', 'refusedFlag', 'reach'];

/** One of a machine's two Docker endpoints. */
export type Endpoint = 'engine' | 'manager';

export type Happening =
  /** An event from the machine's endpoint. */
  | { readonly kind: 'event'; readonly endpoint: Endpoint; readonly host: string; readonly event: EngineEvent }
  /** Its event stream connected or broke: events may have been missed. */
  | { readonly kind: 'stream'; readonly endpoint: Endpoint; readonly host: string; readonly isUp: boolean }
  /** An endpoint that failed its query answers pings. */
  | { readonly kind: 'alive'; readonly endpoint: Endpoint; readonly host: string }
  /** The clock skew in a ping differs from the one in the engine's answer. */
  | { readonly kind: 'clock'; readonly host: string }
  | {
      readonly kind: 'host';
      readonly host: string;
      readonly before: HostObservations;
      readonly after: HostObservations;
    }
  | {
      readonly kind: 'store';
      readonly store: string;
      readonly before: Seen<StoreState> | undefined;
      readonly after: Seen<StoreState>;
    }
  | {
      readonly kind: 'cluster';
      readonly cluster: string;
      readonly before: ClusterObservations;
      readonly after: ClusterObservations;
    };

/**
 * Which earlier results may be out of date. `all`: cached results as well. `agreed`: managers have a leader again, so a query that waits
 * for one restarts. `removed`: a network that was removed from one engine.
 */
export type Doubt = 'all' | 'agreed' | { readonly removed: string };

export interface Invalidation {
  readonly query: QueryKey;
  /**
   * `soon`: batched with others. `next`: with the next run, whenever that is. `once`: unless it has run since it was renewed. `follow`:
   * now, and again after its pauses.
   */
  readonly when: 'now' | 'soon' | 'next' | 'once' | 'renewed' | 'follow';
  readonly doubt?: Doubt;
}

export interface Known {
  readonly observations: Observations;
  readonly groups: readonly Group[];
}

export function invalidate(happening: Happening, known: Known): readonly Invalidation[] {
  switch (happening.kind) {
    case 'event':
      return happening.endpoint === 'engine'
        ? engineEvent(happening.host, happening.event, known)
        : managerEvent(happening.host, happening.event, known);
    case 'stream':
      return streamTurned(happening, known);
    case 'alive':
      return [{ query: `${happening.endpoint} ${happening.host}`, when: 'now' }];
    case 'clock':
      return [{ query: `engine ${happening.host}`, when: 'soon', doubt: 'all' }];
    case 'host':
      return [...engineAnswer(happening, known), ...managerAnswer(happening, known)];
    case 'store':
      return storeAnswer(happening, known);
    case 'cluster':
      return swarmAnswer(happening, known);
  }
}

/** Events that change at most an engine's list of containers. */
const countedEvents: readonly EngineEvent['type'][] = ['container', 'network', 'volume'];
/** Events after which the engine itself is queried. */
const engineEvents: readonly EngineEvent['type'][] = ['container', 'image', 'daemon', 'node', 'network'];

function engineEvent(host: string, event: EngineEvent, known: Known): readonly Invalidation[] {
  const { type, action, isOfTask } = event;
  const group = groupOf(host, known);
  // The only event of an engine that joins a swarm as a worker is the network that it gets.
  const isJoin = type === 'network' && event.name === 'ingress';
  const isDoubted = !countedEvents.includes(type) || isJoin;
  const isAsked = engineEvents.includes(type);
  const engine: Invalidation = {
    query: `engine ${host}`,
    when: isAsked ? 'soon' : 'next',
    ...(isDoubted && { doubt: 'all' }),
  };
  const isAgreed = type === 'node' || type === 'service';
  const isSwarms = group && (isAgreed || (type === 'container' && isOfTask));
  // The container may be the key-value store itself, which may serve groups other than the machine's own.
  const isStores = type === 'container' && /^(start|die|destroy|pause|unpause)/.test(action);
  return [
    ...(isAsked || isDoubted ? [engine] : []),
    ...(isSwarms ? [soon(`swarm ${group.key}`, isAgreed ? 'agreed' : undefined)] : []),
    ...(type === 'network' && group ? networkEvent(group, event) : []),
    ...(isStores
      ? known.groups.flatMap(({ store }) => (store?.machine === host ? soon(`store ${storeName(store)}`) : []))
      : []),
  ];
}

function managerEvent(host: string, event: EngineEvent, known: Known): readonly Invalidation[] {
  const group = groupOf(host, known);
  return [soon(`manager ${host}`), ...(event.type === 'network' && group ? networkEvent(group, event) : [])];
}

function networkEvent({ key, orchestration, store }: Group, { action, id }: EngineEvent): readonly Invalidation[] {
  return [
    soon(`networks ${key}`, action === 'destroy' && orchestration === 'classic' ? { removed: id } : undefined),
    // VXLAN IDs are in the key-value store, some only after a container has joined.
    ...(store ? [soon(`store ${storeName(store)}`)] : []),
  ];
}

function streamTurned(
  { endpoint, host, isUp }: Extract<Happening, { kind: 'stream' }>,
  known: Known,
): readonly Invalidation[] {
  const state = known.observations.hosts.get(host)?.[endpoint]?.state;
  const query: QueryKey = `${endpoint} ${host}`;
  const asked = isUp ? (state === 'failed' ? 'now' : 'soon') : state === 'seen' ? 'now' : 'next';
  if (endpoint === 'manager') return asked === 'next' ? [] : [{ query, when: asked }];
  const group = groupOf(host, known);
  return [
    ...(group ? [{ query: `swarm ${group.key}`, when: 'next', doubt: 'all' } as const] : []),
    { query, when: asked, doubt: 'all' },
  ];
}

function engineAnswer(
  { host, before: { engine: before }, after: { engine: after } }: Extract<Happening, { kind: 'host' }>,
  known: Known,
): readonly Invalidation[] {
  if (!after) return [];
  const group = groupOf(host, known);
  const isRefused = after.state === 'failed' && after.failure.kind === 'engineRefused';
  return [
    ...(isRefused ? [{ query: `refusedFlag ${host}`, when: 'once' } as const] : []),
    ...(before?.state !== after.state
      ? engineTurned(host, after.state, group)
      : group && !equal(membershipOf(before), membershipOf(after))
        ? [soon(`swarm ${group.key}`)]
        : []),
  ];
}

/** An engine starts or stops answering: what others report about it is out of date. */
function engineTurned(host: string, state: Seen<unknown>['state'], group: Group | undefined): readonly Invalidation[] {
  const managers = group?.members.filter(({ role }) => role === 'manager') ?? [];
  return [
    ...(state === 'seen' ? renewed(host) : [{ query: `power ${host}`, when: 'follow' } as const]),
    ...(group?.store ? [soon(`store ${storeName(group.store)}`)] : []),
    ...managers.map(({ machine }) => soon(`manager ${machine}`)),
    ...(group ? [soon(`swarm ${group.key}`), soon(`networks ${group.key}`, 'all')] : []),
  ];
}

function managerAnswer(
  { host, before: { manager: before }, after: { manager: after } }: Extract<Happening, { kind: 'host' }>,
  known: Known,
): readonly Invalidation[] {
  if (!after || before === after) return [];
  const group = groupOf(host, known);
  // It lists the networks of its nodes, so a node that comes or goes can change the list.
  const isNews = before?.state !== after.state || !equal(statusesOf(before), statusesOf(after));
  return isNews && group ? [soon(`networks ${group.key}`)] : [];
}

/** Limits reachability checks: in a larger cluster whose store is down, each host would need an ssh connection in turn. */
const mostMeasured = 16;

function storeAnswer(
  { store, before, after }: Extract<Happening, { kind: 'store' }>,
  { groups, observations }: Known,
): readonly Invalidation[] {
  return groups.flatMap(({ key, store: own, members }): readonly Invalidation[] => {
    if (!own || storeName(own) !== store) return [];
    const isMeasured = own.parsed && (after.state === 'seen' || members.length <= mostMeasured);
    return [
      // Engines omit networks while the store is unavailable.
      ...(before && before.state !== after.state ? [soon(`networks ${key}`)] : []),
      ...members.flatMap(({ machine, role }): readonly Invalidation[] =>
        isMeasured && role !== 'keyValueStore' && observations.hosts.get(machine)?.engine?.state === 'seen'
          ? [{ query: `reach ${machine}`, when: 'once' }]
          : [],
      ),
    ];
  });
}

function swarmAnswer(
  { cluster, before, after }: Extract<Happening, { kind: 'cluster' }>,
  { observations }: Known,
): readonly Invalidation[] {
  if (!after.swarm || before.swarm === after.swarm) return [];
  // The networks come from the same manager, so a change of manager affects them too.
  const isOther = before.swarm && (before.swarm.state !== after.swarm.state || before.source !== after.source);
  const [old, told] = [before.swarm, after.swarm].map((each) => each && lastOf(each)?.value.nodes);
  const isLeaderFound = after.swarm.state === 'seen' && before.swarm?.state !== 'seen';
  return [
    ...(isOther ? [soon(`networks ${cluster}`)] : []),
    ...(told && old !== told ? nodesChanged(old ?? [], told, observations) : []),
    // Managers that waited for a leader can answer again.
    ...(isLeaderFound
      ? [...observations.hosts].flatMap(([host, { engine }]) =>
          engine?.state === 'failed' && engine.failure.kind === 'engineReticent' ? soon(`engine ${host}`) : [],
        )
      : []),
  ];
}

/** An engine has no event for being promoted or removed or for meeting a manager: it is queried when its node entry changes. */
function nodesChanged(
  before: readonly SwarmNode[],
  nodes: readonly SwarmNode[],
  observations: Observations,
): readonly Invalidation[] {
  return recordsOf(observations).flatMap(({ name, address }) => {
    const engine = observations.hosts.get(name)?.engine;
    if (engine?.state !== 'seen') return [];
    const { swarm } = engine.value.engine;
    const identity = { name, address, nodeId: swarm.nodeId };
    const node = findNodeOf(nodes, identity);
    const isNews = !equal(node, findNodeOf(before, identity));
    const isKnown = node?.id === swarm.nodeId && (node.role === 'manager') === swarm.isManager;
    return !isNews || (before.length === 0 && isKnown) ? [] : [soon(`engine ${name}`, 'all')];
  });
}

/** Lets queries of a host that run only once run again. */
export const renewed = (host: string): readonly Invalidation[] =>
  onceKinds.map((kind) => ({ query: `${kind} ${host}`, when: 'renewed' }));

const soon = (query: QueryKey, doubt?: Doubt): Invalidation => ({ query, when: 'soon', ...(doubt && { doubt }) });

const groupOf = (host: string, { groups }: Known): Group | undefined => groupsByMachine(groups).get(host);

const groupsByMachine = derived(
  (groups: readonly Group[]): ReadonlyMap<string, Group> =>
    new Map(groups.flatMap((group) => group.members.map(({ machine }) => [machine, group]))),
);

const membershipOf = (seen: Seen<EngineView> | undefined): unknown => seen && lastOf(seen)?.value.engine.swarm;

/** A manager's report on its nodes, without values that change constantly. */
const statusesOf = (seen: Seen<ManagerInfo> | undefined): unknown =>
  seen && lastOf(seen)?.value.nodes.map(({ address, status }) => [address, status]);
