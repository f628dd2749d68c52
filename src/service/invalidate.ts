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
import type { EngineEvent } from '../docker/doors.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import type { EngineView } from '../model/snapshot.ts';
import type { SwarmNode } from '../model/swarmMode.ts';
import { findNodeOf } from '../model/swarmNode.ts';

/** By subject: of a host; of a key-value store; of a cluster. */
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
/** Kind and subject: a machine's name, a `storeName`, a group's key. */
export type QueryKey = `${QueryKind} ${string}`;

/** Queries of a host that are asked once until its engine answers again, its record changes or a person refreshes. */
export const onceKinds: readonly QueryKind[] = ['power', 'refusedFlag', 'reach'];

/** One of a machine's two Docker endpoints. */
export type Endpoint = 'engine' | 'manager';

export type Happening =
  /** An event of that machine's endpoint. */
  | { readonly kind: 'event'; readonly endpoint: Endpoint; readonly host: string; readonly event: EngineEvent }
  /** Its stream of events came up or broke: events may have been missed. */
  | { readonly kind: 'stream'; readonly endpoint: Endpoint; readonly host: string; readonly isUp: boolean }
  /** An endpoint that did not answer its query answers pings. */
  | { readonly kind: 'alive'; readonly endpoint: Endpoint; readonly host: string }
  /** A ping told another time than the engine did. */
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
 * What of earlier answers may no longer hold. `all`: what is kept of them, too; `agreed`: managers have a leader again, so a question that
 * waits for one is asked anew; a network was removed from one engine.
 */
export type Doubt = 'all' | 'agreed' | { readonly removed: string };

export interface Invalidation {
  readonly query: QueryKey;
  /**
   * `soon`: together with other wishes of the next moment. `next`: whenever it is asked next. `once`: if it was not asked since it was
   * renewed. `follow`: now, and again after its pauses.
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

/** Events that change no more of an engine than its list of containers, or nothing. */
const countedEvents: readonly EngineEvent['type'][] = ['container', 'network', 'volume'];
/** Events after which the engine itself is asked. */
const engineEvents: readonly EngineEvent['type'][] = ['container', 'image', 'daemon', 'node', 'network'];

function engineEvent(host: string, event: EngineEvent, known: Known): readonly Invalidation[] {
  const { type, action, isOfTask } = event;
  const group = groupOf(host, known);
  // An engine that joins a swarm as a worker tells of nothing but the network that comes with it.
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
  // A container of that machine may be the store itself; its own group need not be the only one that it serves.
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
    // VXLAN ids stand in the store, and some only once a container has joined.
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

/** An engine begins to answer, or ceases to: what others say of it is old. */
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
  // It lists the networks of its nodes: with these they may have come, or gone.
  const isNews = before?.state !== after.state || !equal(statusesOf(before), statusesOf(after));
  return isNews && group ? [soon(`networks ${group.key}`)] : [];
}

/** Measuring from the hosts of a larger cluster whose store is down would be one ssh after the other. */
const mostMeasured = 16;

function storeAnswer(
  { store, before, after }: Extract<Happening, { kind: 'store' }>,
  { groups, observations }: Known,
): readonly Invalidation[] {
  return groups.flatMap(({ key, store: own, members }): readonly Invalidation[] => {
    if (!own || storeName(own) !== store) return [];
    const isMeasured = own.parsed && (after.state === 'seen' || members.length <= mostMeasured);
    return [
      // While it was away the engines left networks out.
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
  // Another manager, or none, tells of the networks too.
  const isOther = before.swarm && (before.swarm.state !== after.swarm.state || before.source !== after.source);
  const [old, told] = [before.swarm, after.swarm].map((each) => each && lastOf(each)?.value.nodes);
  const isLeaderFound = after.swarm.state === 'seen' && before.swarm?.state !== 'seen';
  return [
    ...(isOther ? [soon(`networks ${cluster}`)] : []),
    ...(told && old !== told ? nodesChanged(old ?? [], told, observations) : []),
    // Managers that waited for a leader can tell of themselves now.
    ...(isLeaderFound
      ? [...observations.hosts].flatMap(([host, { engine }]) =>
          engine?.state === 'failed' && engine.failure.kind === 'engineReticent' ? soon(`engine ${host}`) : [],
        )
      : []),
  ];
}

/** An engine does not tell that it was promoted, removed or has met its manager: it is asked when its node says so. */
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

/** What was asked once of a host may be asked once more. */
export const renewed = (host: string): readonly Invalidation[] =>
  onceKinds.map((kind) => ({ query: `${kind} ${host}`, when: 'renewed' }));

const soon = (query: QueryKey, doubt?: Doubt): Invalidation => ({ query, when: 'soon', ...(doubt && { doubt }) });

const groupOf = (host: string, { groups }: Known): Group | undefined => groupsByMachine(groups).get(host);

const groupsByMachine = derived(
  (groups: readonly Group[]): ReadonlyMap<string, Group> =>
    new Map(groups.flatMap((group) => group.members.map(({ machine }) => [machine, group]))),
);

const membershipOf = (seen: Seen<EngineView> | undefined): unknown => seen && lastOf(seen)?.value.engine.swarm;

/** What a manager says of its nodes, without what changes all the time. */
const statusesOf = (seen: Seen<ManagerInfo> | undefined): unknown =>
  seen && lastOf(seen)?.value.nodes.map(({ address, status }) => [address, status]);
