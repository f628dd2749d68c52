/** Defines the queries of hosts, clusters and key-value stores as they appear, and ends them when they are removed. */
import { equal } from '../base/equal.ts';
import { recordsOf } from '../cluster/observations.ts';
import { storeName, type Group } from '../cluster/recognise.ts';
import type { StoreContents } from '../docker/doors.ts';
import { livesOnAfterRemoval, type Machine } from '../model/machine.ts';
import { tellUntold } from './queries/power.ts';
import { clusterRows, hostRows, storeRows } from './queries/rows.ts';
import type { Query, QueryContext } from './query.ts';
import type { QueryRegistry } from './queryRegistry.ts';

export class Subjects {
  readonly #registry: QueryRegistry;
  readonly #context: QueryContext;
  readonly #machines = new Map<string, Machine>();
  /** Functions that forget the observations, by owner in the registry. */
  readonly #others = new Map<string, () => void>();

  constructor(registry: QueryRegistry, context: QueryContext) {
    this.#registry = registry;
    this.#context = context;
  }

  get hostCount(): number {
    return this.#machines.size;
  }

  /** Names of the machines whose hosts are queried. */
  get hosts(): readonly string[] {
    return [...this.#machines.keys()];
  }

  /** Follows a read of the machine store; `before`: the previous contents. */
  followHosts(before: StoreContents): void {
    const { observed } = this.#context;
    const records = new Map(recordsOf(observed).map((machine) => [machine.name, machine]));
    for (const [name, machine] of this.#machines) {
      if (equal(records.get(name), machine)) continue;
      this.#registry.end(hostOwner(name));
      this.#machines.delete(name);
    }
    for (const { name } of before.entries) if (!records.has(name)) observed.forgetHost(name);
    for (const machine of records.values()) this.#recorded(machine);
  }

  /** Queries exactly these clusters and their key-value stores. */
  followClusters(groups: readonly Group[]): void {
    const { observed } = this.#context;
    const wanted = new Map<string, { readonly queries: () => readonly Query[]; readonly forget: () => void }>();
    for (const group of groups) {
      const { key, orchestration, store } = group;
      // A cluster that switches to or from swarm mode needs other queries.
      wanted.set(`${orchestration === 'swarm-mode' ? 'swarm' : 'cluster'} ${key}`, {
        queries: () => clusterRows.flatMap((row) => row(group, this.#context)),
        forget: () => {
          observed.forgetCluster(key);
        },
      });
      if (!store?.parsed) continue;
      const name = storeName(store);
      wanted.set(`store ${name}`, {
        queries: () => storeRows.flatMap((row) => row(store, this.#context)),
        forget: () => {
          observed.forgetStore(name);
        },
      });
    }
    for (const owner of this.#others.keys()) if (!wanted.has(owner)) this.#end(owner);
    for (const [owner, { queries, forget }] of wanted) {
      if (this.#others.has(owner)) continue;
      this.#others.set(owner, forget);
      this.#registry.define(owner, queries());
    }
  }

  /** Stops all queries. Observations of hosts stay. */
  end(): void {
    for (const name of this.#machines.keys()) this.#registry.end(hostOwner(name));
    this.#machines.clear();
    for (const owner of this.#others.keys()) this.#end(owner);
  }

  #end(owner: string): void {
    this.#registry.end(owner);
    this.#others.get(owner)?.();
    this.#others.delete(owner);
  }

  #recorded(machine: Machine): void {
    const { name, address, isAddressFromDriver, driver } = machine;
    const { engine } = this.#context.observed.host(name);
    const isSilent = engine?.state === 'failed';
    if (this.#machines.has(name)) {
      // The store has changed: it may now have the certificates that this machine lacked.
      if (isSilent) this.#registry.invalidate({ query: `engine ${name}`, when: 'now' });
      return;
    }
    this.#machines.set(name, machine);
    this.#registry.define(
      hostOwner(name),
      hostRows.flatMap((row) => row(machine, this.#context)),
    );
    // The driver has just been queried.
    if (isAddressFromDriver) return;
    if (address === undefined) {
      // The engine's earlier answer no longer holds. For an engine that never answered nothing is recorded until its driver has answered.
      if (engine || livesOnAfterRemoval(driver)) tellUntold(machine, this.#context);
      // With some drivers a stopped machine loses its address long after its engine has stopped answering.
      this.#registry.invalidate({ query: `power ${name}`, when: 'follow' });
    } else if (isSilent) this.#registry.invalidate({ query: `power ${name}`, when: 'now' });
  }
}

const hostOwner = (name: string): string => `host ${name}`;
