/**
 * Which machines that name the same key-value store form one cluster. A URL alone is not enough: `localhost` differs on each host, and a
 * private address in each network. Pure.
 */
import { classicIdentity, matchNodes } from '../model/classicNodes.ts';
import type { ClassicNode, ManagerInfo } from '../model/classicSwarm.ts';
import type { Engine } from '../model/engine.ts';
import type { Machine } from '../model/machine.ts';

export interface StoreUser {
  readonly name: string;
  readonly machine: Machine;
  readonly engine: Engine | undefined;
  /** The cluster that it was created for. */
  readonly label: string | undefined;
}

/** The last reports of managers and engines. */
export interface StoreEvidence {
  readonly managerOf: (machine: string) => ManagerInfo | undefined;
  /** IDs of the overlay networks that an engine lists: a common network means a common store. */
  readonly networksOf: (machine: string) => readonly string[];
}

export const noEvidence: StoreEvidence = { managerOf: () => undefined, networksOf: () => [] };

/**
 * The clusters among the users of one URL, unordered. Different labels mean different clusters; otherwise a manager knows its nodes. Users
 * that no manager knows belong together unless there are several known clusters, or each host has its own store.
 */
export function clustersAmong<M extends StoreUser>(
  users: readonly M[],
  { managerOf, networksOf }: StoreEvidence,
  isOnEachHost: boolean,
): readonly (readonly M[])[] {
  const parties = new Parties(users);
  const lists = users.flatMap((user) => {
    const nodes = user.machine.swarm?.isMaster === true ? (managerOf(user.name)?.nodes ?? []) : [];
    return nodes.length > 0 ? [{ user, nodes }] : [];
  });
  for (const same of groups(users, ({ label }) => label)) parties.join(same);
  const byName = new Map(users.map((user) => [user.name, user]));
  const identities = users.map(({ machine, engine }) => classicIdentity(machine, engine));
  for (const { user, nodes } of lists) {
    const known = [...matchNodes(nodes, identities, { isMixed: true }).keys()].flatMap(
      (name) => byName.get(name) ?? [],
    );
    // If a list names machines of two clusters, the larger part counts.
    for (const part of groups(known, (each) => parties.labelOf(each) ?? '').toSorted((a, b) => b.length - a.length))
      parties.join([user, ...part]);
  }
  for (const same of groups(
    lists.flatMap(({ user, nodes }) => nodes.flatMap((node) => (keyOf(node) === undefined ? [] : [{ user, node }]))),
    ({ node }) => keyOf(node),
  ))
    parties.join(same.map(({ user }) => user));
  if (isOnEachHost) {
    const listed = users.flatMap((user) => networksOf(user.name).map((id) => ({ user, id })));
    for (const same of groups(listed, ({ id }) => id)) parties.join(same.map(({ user }) => user));
    return parties.all.filter((party) => party.length > 1 || party.some(isKnownAlone));
  }
  const speakers = new Set(lists.map(({ user }) => user));
  const isKnown = (party: readonly M[]): boolean =>
    party.some((user) => user.label !== undefined || speakers.has(user));
  const known = parties.all.filter(isKnown);
  return known.length > 1 ? known : users.length > 0 ? [users] : [];
}

/** A classic swarm node needs a manager that knows it; a manager, or an engine without swarm, is a cluster by itself. */
function isKnownAlone({ machine, label }: StoreUser): boolean {
  return label !== undefined || machine.swarm === undefined || machine.swarm.isMaster;
}

/** Lists with a common engine ID are of one cluster; hosts of two networks may share name and address. */
const keyOf = ({ id }: ClassicNode): string | undefined => id || undefined;

function groups<T>(all: readonly T[], key: (each: T) => string | undefined): readonly (readonly T[])[] {
  return [...Map.groupBy(all, key)].flatMap(([value, group]) => (value === undefined ? [] : [group]));
}

/** Groups users step by step, but never with different labels. */
class Parties<M extends StoreUser> {
  readonly #partyOf = new Map<M, M[]>();

  constructor(users: readonly M[]) {
    for (const user of users) this.#partyOf.set(user, [user]);
  }

  get all(): readonly (readonly M[])[] {
    return [...new Set(this.#partyOf.values())];
  }

  labelOf(user: M): string | undefined {
    return this.#partyOf.get(user)?.find(({ label }) => label !== undefined)?.label;
  }

  /** Joins the first with all others whose labels do not conflict. */
  join([first, ...others]: readonly M[]): void {
    if (!first) return;
    for (const other of others) {
      const [party, added] = [this.#partyOf.get(first), this.#partyOf.get(other)];
      const [own, its] = [this.labelOf(first), this.labelOf(other)];
      if (!party || !added || party === added || (own !== undefined && its !== undefined && own !== its)) continue;
      for (const user of added) {
        party.push(user);
        this.#partyOf.set(user, party);
      }
    }
  }
}
