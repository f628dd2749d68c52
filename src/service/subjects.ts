/** Defines the queries of hosts, clusters and key-value stores as these come, and ends them as they go. */
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
  /** By their owner in the registry: what forgets their observations. */
  readonly #others = new Map<string, () => void>();

  constructor(registry: QueryRegistry, context: QueryContext) {
    this.#registry = registry;
    this.#context = context;
  }

  get hostCount(): number {
    return this.#machines.size;
  }

  /** Names of the machines whose hosts are asked. */
  get hosts(): readonly string[] {
    return [...this.#machines.keys()];
  }

  /** The machine store was read; `before`: what it held until then. */
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

  /** Has just these clusters, and their stores, asked. */
  followClusters(groups: readonly Group[]): void {
    const { observed } = this.#context;
    const wanted = new Map<string, { readonly queries: () => readonly Query[]; readonly forget: () => void }>();
    for (const group of groups) {
      const { key, orchestration, store } = group;
      // A cluster that turns to swarm mode, or from it, is asked otherwise.
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

  /** Has nothing asked any more. What hosts said stays. */
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
      // Something in the store changed: new certificates may be what this one lacked.
      if (isSilent) this.#registry.invalidate({ query: `engine ${name}`, when: 'now' });
      return;
    }
    this.#machines.set(name, machine);
    this.#registry.define(
      hostOwner(name),
      hostRows.flatMap((row) => row(machine, this.#context)),
    );
    // The driver has just been asked.
    if (isAddressFromDriver) return;
    if (address === undefined) {
      // What its engine said before holds no longer; of one that never answered nothing is said before its driver has.
      if (engine || livesOnAfterRemoval(driver)) tellUntold(machine, this.#context);
      // A stopped machine of some drivers loses its address, long after its engine has ceased to answer.
      this.#registry.invalidate({ query: `power ${name}`, when: 'follow' });
    } else if (isSilent) this.#registry.invalidate({ query: `power ${name}`, when: 'now' });
  }
}

const hostOwner = (name: string): string => `host ${name}`;
