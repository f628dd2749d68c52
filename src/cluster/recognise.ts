/**
 * Discovers which machines form a cluster: those whose records name the same key-value store, or whose engines are in one swarm. Pure;
 * independent of how they were created, by a cluster file or a script.
 */
import { derived } from '../base/derived.ts';
import { equal } from '../base/equal.ts';
import { clusterLabel, orchestrationLabel, type Member, type Orchestration } from '../model/cluster.ts';
import type { Engine } from '../model/engine.ts';
import type { Failure } from '../model/failure.ts';
import { parseStoreUrl, storePaths, storeUrlText, type StorePaths, type StoreUrl } from '../model/keyValueStore.ts';
import { isOnEachHost } from '../model/loopback.ts';
import { engineFlag, type Machine } from '../model/machine.ts';
import { clusterStoreOptions, usesTls } from '../model/storeOptions.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import { findSwarms, type FoundSwarm, type KnownMachine } from './recogniseSwarms.ts';
import { clustersAmong, noEvidence, type StoreEvidence } from './storeUsers.ts';

/** Machines that belong together. */
export interface Group {
  /** What they have in common; stable while they share it, whatever the group's name. */
  readonly key: string;
  /** Unique among groups. */
  readonly name: string;
  readonly orchestration: Orchestration;
  /** Store machine first, then managers, then nodes; each by name. */
  readonly members: readonly Member[];
  /** Undefined in swarm mode, and while only the label of an incomplete cluster is known. */
  readonly store: GroupStore | undefined;
}

export interface GroupStore {
  /** As passed to engines and swarm, in normalized form. */
  readonly url: string;
  /** Undefined for discovery without a store: `token://`, `nodes://`. */
  readonly parsed: StoreUrl | undefined;
  /** The machine at that URL; a member with the role keyValueStore, unless it also runs nodes. */
  readonly machine: string | undefined;
  /** Where its engines and swarm register; absent: below the URL's path. */
  readonly paths?: StorePaths;
  /** Why it is never queried from here; absent: it is. */
  readonly neverAsked?: Failure;
}

/** Identifies a query of a key-value store: its URL, the registration paths, and whether it is queried at all. */
export function storeName({ url, paths, neverAsked }: Pick<GroupStore, 'url' | 'paths' | 'neverAsked'>): string {
  return [
    url,
    ...(paths ? [paths.engines, paths.swarmNodes ?? ''] : []),
    ...(neverAsked ? [neverAsked.kind] : []),
  ].join(' ');
}

/** What is known besides the engines' reports. */
export interface SwarmSight {
  /** True if an engine does not answer now: its last report may be outdated. */
  readonly isSilent: (machine: string) => boolean;
  /** The managers' last reports, by the key of their group. */
  readonly views: ReadonlyMap<string, SwarmView>;
  /** Separates clusters whose engines name the same store. */
  readonly stores?: StoreEvidence;
}

const noSight: SwarmSight = { isSilent: () => false, views: new Map() };

/**
 * The groups by name; each machine is in at most one. `engineOf` returns an engine's last report, if any: it adds what the record lacks
 * (labels and a store set by hand, swarm mode).
 */
export function recognise(
  machines: readonly Machine[],
  engineOf: (machine: string) => Engine | undefined,
  { isSilent, views, stores = noEvidence }: SwarmSight = noSight,
): readonly Group[] {
  const known = [...machines]
    .sort(byName)
    .map((machine) => know(machine, engineOf(machine.name), isSilent(machine.name)));
  const drafts = groupByStore(known, stores);
  addStoreMachines(drafts, known);
  addSwarms(drafts, known, views);
  addLabelled(drafts, known);
  const names = uniqueNames(drafts);
  return drafts.map((draft) => finish(draft, names.get(draft) ?? draft.key)).sort(byName);
}

interface Known extends KnownMachine {
  /** The store in its record: swarm's discovery comes first, as two swarms may share one store. */
  readonly discovery: string | undefined;
  /** The store passed to its engine; undefined: none. */
  readonly clusterStore: string | undefined;
  readonly isForSwarmMode: boolean;
  draft: Draft | undefined;
}

interface Draft {
  readonly key: string;
  readonly url: string | undefined;
  readonly parsed: StoreUrl | undefined;
  readonly paths: StorePaths | undefined;
  readonly usesTls: boolean;
  readonly isOnEachHost: boolean;
  readonly isSwarmMode: boolean;
  /** Undefined: not in swarm mode, or no swarm yet. */
  readonly swarm: FoundSwarm<Known> | undefined;
  readonly members: Known[];
  storeMachine: string | undefined;
}

function know(machine: Machine, engine: Engine | undefined, isSilent: boolean): Known {
  const labels = { ...engine?.labels, ...machine.engineLabels };
  // An engine has either a swarm or a store: in a swarm, the store in its record is outdated.
  const isInSwarm = engine !== undefined && engine.swarm.state !== 'inactive';
  const clusterStore = engineFlag(machine, 'cluster-store')?.trim() || engine?.clusterStore.trim();
  const store = machine.swarm?.discovery.trim() || clusterStore;
  return {
    name: machine.name,
    machine,
    engine,
    isSilent,
    discovery: (!isInSwarm && store) || undefined,
    clusterStore: (!isInSwarm && clusterStore) || undefined,
    label: machine.engineLabels[clusterLabel] || engine?.labels[clusterLabel] || undefined,
    isForSwarmMode: labels[orchestrationLabel] === 'swarm-mode',
    draft: undefined,
  };
}

function groupByStore(known: readonly Known[], evidence: StoreEvidence): Draft[] {
  const users = known.flatMap((each) => (each.discovery === undefined ? [] : [{ each, url: each.discovery }]));
  const byStore = Map.groupBy(users, ({ url }) => keyOf(url));
  const split = [...byStore].map(([key, all]) => {
    const addresses = all.flatMap(({ each }) => each.machine.address ?? []);
    const [first] = all;
    return { key, url: first?.url ?? '', all: all.map(({ each }) => each), isOwn: isOwn(first?.url ?? '', addresses) };
  });
  // Agents on `localhost` and on `127.0.0.1` may use one store: only evidence can show that.
  const own = split.filter(({ isOwn }) => isOwn).flatMap(({ all }) => all);
  return [
    ...split.filter(({ isOwn }) => !isOwn).flatMap(({ key, url, all }) => draftsOf(key, url, all, false)),
    ...draftsOf('own', '', own, true),
  ].sort(byKey);

  function draftsOf(key: string, url: string, all: readonly Known[], isOnEachHost: boolean): readonly Draft[] {
    const parts = clustersAmong(all, evidence, isOnEachHost);
    return parts.map((members) => {
      const discovery = url || (members.find(isMaster) ?? members[0])?.discovery || '';
      const draft = newDraft(isOnEachHost || parts.length > 1 ? `${key}#${markOf(members)}` : key, {
        ...sharedStore(discovery, members),
        isOnEachHost,
      });
      for (const each of members) join(each, draft);
      return draft;
    });
  }
}

/** The store shared by the engines, as overlay networks need it: swarm's discovery may use another store or path. */
function sharedStore(
  discovery: string,
  members: readonly Known[],
): Pick<Draft, 'url' | 'parsed' | 'paths' | 'usesTls'> {
  const found = parseStoreUrl(discovery);
  const told = mostCommon(members.map(({ clusterStore }) => clusterStore));
  const own = told === undefined ? undefined : parseStoreUrl(told);
  const options = members.map(({ machine }) => clusterStoreOptions(machine));
  const isOneStore =
    !own || (found !== undefined && storeKey({ ...own, path: '' }) === storeKey({ ...found, path: '' }));
  const parsed = isOneStore ? found : own;
  if (!parsed) return { url: discovery, parsed, paths: undefined, usesTls: false };
  const paths = storePaths(
    (own ?? parsed).path,
    isOneStore ? found?.path : undefined,
    mostCommon(options.map((each) => each.get('kv.path'))),
  );
  return {
    url: storeUrlText(parsed),
    parsed,
    paths: equal(paths, storePaths(parsed.path, parsed.path)) ? undefined : paths,
    usesTls: options.some(usesTls),
  };
}

function mostCommon(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, many], [b, more]) => more - many || compare(a, b))[0]?.[0];
}

const isMaster = ({ machine }: Known): boolean => machine.swarm?.isMaster === true;

/** Separates a cluster from others on the same store, and stays the same as members change. */
function markOf(members: readonly Known[]): string {
  const label = members.find((each) => each.label !== undefined)?.label;
  return label === undefined ? ((members.find(isMaster) ?? members[0])?.name ?? '') : `label:${label}`;
}

/** A file that lists nodes also differs on each host. */
function isOwn(url: string, addresses: readonly string[]): boolean {
  const parsed = parseStoreUrl(url);
  return parsed ? isOnEachHost(parsed, addresses) : url.startsWith('file://');
}

function keyOf(url: string): string {
  const parsed = parseStoreUrl(url);
  return parsed ? storeKey(parsed) : url;
}

/** A canonical key of a store: order and case of hosts do not matter. */
function storeKey(url: StoreUrl): string {
  const hosts = url.hosts.map(({ host, port }) => ({ host: host.toLowerCase(), port }));
  return storeUrlText({ ...url, hosts: hosts.sort((a, b) => compare(a.host, b.host) || a.port - b.port) });
}

/** Finds the machine at each store's URL and adds it to the cluster. */
function addStoreMachines(drafts: readonly Draft[], known: readonly Known[]): void {
  const byHost = new Map<string, Known[]>();
  for (const each of known) {
    for (const host of new Set([each.machine.address, each.name])) {
      if (host === undefined) continue;
      const there = byHost.get(host.toLowerCase());
      if (there) there.push(each);
      else byHost.set(host.toLowerCase(), [each]);
    }
  }
  // Clusters with the machine's own label come first, as one store machine can serve two clusters.
  const claims: { readonly draft: Draft; readonly machine: Known }[] = [];
  for (const draft of drafts) {
    if (draft.isOnEachHost) continue;
    const label = labelOf(draft);
    for (const { host } of draft.parsed?.hosts ?? []) {
      const machine = (byHost.get(host.toLowerCase()) ?? []).toSorted(
        (a, b) =>
          Number(b.discovery === undefined) - Number(a.discovery === undefined) ||
          Number(b.label !== undefined && b.label === label) - Number(a.label !== undefined && a.label === label) ||
          compare(a.name, b.name),
      )[0];
      if (!machine) continue;
      draft.storeMachine ??= machine.name;
      claims.push({ draft, machine });
    }
  }
  const fits = ({ draft, machine }: (typeof claims)[number]): boolean =>
    machine.label !== undefined && machine.label === labelOf(draft);
  for (const { draft, machine } of [...claims.filter(fits), ...claims.filter((claim) => !fits(claim))]) {
    if (machine.discovery !== undefined || machine.draft) continue;
    // If several clusters use one private address, the store's network is unknown.
    const isClear =
      fits({ draft, machine }) || !claims.some((other) => other.draft !== draft && other.draft.url === draft.url);
    if (isClear) join(machine, draft);
  }
}

function addSwarms(drafts: Draft[], known: readonly Known[], views: SwarmSight['views']): void {
  const free = known.filter((each) => !each.draft && each.discovery === undefined);
  const swarms = findSwarms(free, views).map((swarm): Draft => {
    const draft = newDraft(swarm.key, { isSwarmMode: true, swarm });
    for (const each of swarm.members) join(each, draft);
    return draft;
  });
  drafts.push(...swarms.sort(byKey));
}

/**
 * Adds machines that only carry a cluster's label: the store machine that `up` creates before any node names its URL, and machines yet to
 * join their swarm. An incomplete cluster can thus be shown, completed and removed.
 */
function addLabelled(drafts: Draft[], known: readonly Known[]): void {
  const labelled = new Map(drafts.map((draft) => [draft, labelOf(draft)]));
  const find = (label: string, isSwarmMode: boolean): Draft | undefined =>
    drafts.find((draft) => draft.isSwarmMode === isSwarmMode && labelled.get(draft) === label);
  // Machines labelled for swarm mode first, so that the others find their cluster.
  const free = known.filter((each) => !each.draft && each.label !== undefined);
  for (const each of [...free.filter(isForSwarmMode), ...free.filter((other) => !isForSwarmMode(other))]) {
    const label = each.label ?? '';
    const isSwarmMode = isForSwarmMode(each);
    let draft = find(label, isSwarmMode) ?? (isSwarmMode ? undefined : find(label, true));
    if (!draft) {
      draft = newDraft(`${isSwarmMode ? 'swarm-label' : 'label'}:${label}`, { isSwarmMode });
      labelled.set(draft, label);
      drafts.push(draft);
    }
    join(each, draft);
  }
}

/** An engine that is joining a swarm counts too. */
function isForSwarmMode({ isForSwarmMode: isLabelled, engine }: Known): boolean {
  return isLabelled || (engine !== undefined && engine.swarm.state !== 'inactive');
}

function newDraft(key: string, wanted: Partial<Draft>): Draft {
  return {
    url: undefined,
    parsed: undefined,
    paths: undefined,
    usesTls: false,
    isOnEachHost: false,
    isSwarmMode: false,
    swarm: undefined,
    storeMachine: undefined,
    ...wanted,
    key,
    members: [],
  };
}

function join(each: Known, draft: Draft): void {
  draft.members.push(each);
  each.draft = draft;
}

/** The most common label of the members; of equal ones the first by alphabet. */
const labelOf = ({ members }: Draft): string | undefined => mostCommon(members.map(({ label }) => label));

/** Names by label, else manager, store or first member; duplicates get a number. */
function uniqueNames(drafts: readonly Draft[]): ReadonlyMap<Draft, string> {
  const wishes = drafts.map((draft) => {
    const label = labelOf(draft);
    return { draft, label, wish: label ?? nameWithoutLabel(draft) };
  });
  wishes.sort(
    (a, b) => Number(a.label === undefined) - Number(b.label === undefined) || compare(a.draft.key, b.draft.key),
  );
  const wished = new Set(wishes.map(({ wish }) => wish));
  const taken = new Set<string>();
  const names = new Map<Draft, string>();
  for (const { draft, wish } of wishes) {
    let name = wish;
    for (let number = 2; taken.has(name) || (name !== wish && wished.has(name)); number += 1)
      name = `${wish}-${String(number)}`;
    taken.add(name);
    names.set(draft, name);
  }
  return names;
}

function nameWithoutLabel(draft: Draft): string {
  const members = [...draft.members].sort(byName);
  return (
    members.find((each) => roleIn(draft, each) === 'manager')?.name ??
    draft.storeMachine ??
    (draft.isOnEachHost ? undefined : draft.parsed?.hosts[0]?.host) ??
    members[0]?.name ??
    draft.key
  );
}

function finish(draft: Draft, name: string): Group {
  const order: readonly Member['role'][] = ['keyValueStore', 'manager', 'node'];
  return {
    key: draft.key,
    name,
    orchestration: orchestrationOf(draft),
    members: draft.members
      .map((each): Member => ({ machine: each.name, role: roleIn(draft, each) }))
      .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || compare(a.machine, b.machine)),
    store: draft.url === undefined ? undefined : storeOf(draft, draft.url),
  };
}

function storeOf({ parsed, storeMachine, paths, usesTls, isOnEachHost }: Draft, url: string): GroupStore {
  const neverAsked = isOnEachHost
    ? ({ kind: 'storeOnEachHost', url } as const)
    : usesTls
      ? ({ kind: 'storeUsesTls', url } as const)
      : undefined;
  return { url, parsed, machine: storeMachine, ...(paths && { paths }), ...(neverAsked && { neverAsked }) };
}

/** An incomplete cluster with only a store counts as classic, the default orchestration of a file. */
function orchestrationOf(draft: Draft): Orchestration {
  if (draft.isSwarmMode) return 'swarm-mode';
  const hasNodes = draft.members.some((each) => roleIn(draft, each) !== 'keyValueStore');
  return hasNodes && draft.members.every(({ machine }) => !machine.swarm) ? 'none' : 'classic';
}

const membersOf = derived(({ members }: FoundSwarm<Known>): ReadonlySet<Known> => new Set(members));
const isIn = (swarm: FoundSwarm<Known>, each: Known): boolean => membersOf(swarm).has(each);

function roleIn(draft: Draft, each: Known): Member['role'] {
  if (draft.isSwarmMode)
    return draft.swarm && isIn(draft.swarm, each) && draft.swarm.isManager(each) ? 'manager' : 'node';
  const { machine, discovery } = each;
  if (machine.swarm?.isMaster) return 'manager';
  return machine.swarm || discovery !== undefined ? 'node' : 'keyValueStore';
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: { readonly name: string }, b: { readonly name: string }): number => compare(a.name, b.name);
const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => compare(a.key, b.key);
