/** Asks for a cluster's overlay networks: of who speaks for all, else of each engine for itself. */
import { err, ok } from '../base/result.ts';
import { nextSeen } from '../cluster/findings.ts';
import { recordsOf } from '../cluster/picture.ts';
import { storeName, type Group, type GroupStore } from '../cluster/recognise.ts';
import type { EngineDoor } from '../docker/doors.ts';
import type { Role } from '../model/cluster.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';
import type { OverlayNetwork } from '../model/network.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import { findCluster, type Snapshot } from '../model/snapshot.ts';
import { storeVerdict } from '../model/storeVerdict.ts';
import type { UnsettledNetworks } from './unsettledNetworks.ts';
import type { Watching } from './watching.ts';

/** What answers are compared with. */
export interface OverlayContext {
  readonly snapshot: () => Snapshot;
  /** Resolves when a key-value store has been asked anew. */
  readonly askStore: (store: GroupStore) => Promise<void>;
  /** Resolves when a swarm's managers have been asked anew. */
  readonly askSwarm: (key: string) => Promise<void>;
  /** Resolves when no question to a swarm's managers is under way. */
  readonly swarmSettled: (key: string) => Promise<void>;
  /** Whether networks of that group may keep endpoints of containers that are gone. */
  readonly mayHaveGhosts: (key: string) => boolean;
}

/** An engine that is asked for ghosts reads each network from its key-value store. */
const mostHaunted = 200;
/** Engines that share a store list the same networks: some are asked, in case one does not reach it. */
const mostWitnesses = 3;

interface AskedMachine {
  readonly name: string;
  readonly role: Role;
  readonly machine: Machine;
}

type Overlays = Outcome<readonly OverlayNetwork[]>;

export class OverlayQuestions {
  readonly #watching: Watching;
  readonly #context: OverlayContext;
  readonly #unsettled: UnsettledNetworks;

  constructor(watching: Watching, context: OverlayContext, unsettled: UnsettledNetworks) {
    this.#watching = watching;
    this.#context = context;
    this.#unsettled = unsettled;
  }

  /** About the group of that key. */
  async ask(key: string, signal: AbortSignal): Promise<void> {
    const { groups, findings, changed } = this.#watching;
    const group = groups().find((each) => each.key === key);
    if (!group) return;
    const records = new Map(recordsOf(findings).map((machine): [string, Machine] => [machine.name, machine]));
    const machines = group.members.flatMap(({ machine: name, role }): AskedMachine[] => {
      const machine = records.get(name);
      return machine ? [{ name, role, machine }] : [];
    });
    const record = await (group.orchestration === 'swarm-mode'
      ? this.#swarm(group, machines, signal)
      : this.#managers(group, machines, signal));
    if (signal.aborted) return;
    record();
    changed();
  }

  /** Who told of the swarm tells of its networks. Where nobody does, engines tell of those that their own containers are on. */
  async #swarm(group: Group, machines: readonly AskedMachine[], signal: AbortSignal): Promise<() => void> {
    const { doors, findings } = this.#watching;
    await this.#context.swarmSettled(group.key);
    const { source, view } = findings.swarms.get(group.key) ?? {};
    const speaks = machines.find(({ name }) => name === source);
    if (!speaks && view?.state !== 'failed') return () => undefined;
    const outcome =
      view?.state === 'failed' || !speaks
        ? err(view?.state === 'failed' ? view.failure : { kind: 'machineUnknown' as const, machine: source ?? '' })
        : await this.#all(group, doors.engines.engine(speaks.machine), findings.engines.get(speaks.name), signal);
    if (!outcome.ok) {
      // Managers that look for a leader let this question wait too, and know no more than the others.
      const isVain = outcome.error.kind === 'engineSilent';
      const asked = machines.filter(({ role }) => !(isVain && role === 'manager'));
      await this.#engines(asked, (door, state) => this.#some(door, state, signal), signal);
    }
    return () => {
      if (outcome.ok) this.#forgetEngines(machines);
      findings.swarmOverlays.set(group.key, nextSeen(findings.swarmOverlays.get(group.key), outcome, new Date()));
    };
  }

  /** Classic managers share what they know; until an engine has answered in their place, what they last said stays. */
  async #managers(group: Group, machines: readonly AskedMachine[], signal: AbortSignal): Promise<() => void> {
    const { doors, findings } = this.#watching;
    const speaking = machines.filter(
      ({ role, machine }) => group.orchestration === 'classic' && role === 'manager' && machine.swarm,
    );
    const answers = await Promise.all(
      speaking.map(async ({ name, machine }) => ({
        name,
        outcome: await this.#all(group, doors.engines.manager(machine), findings.managers.get(name), signal),
      })),
    );
    const told = answers.find(({ outcome }) => outcome.ok)?.outcome;
    let kept: readonly OverlayNetwork[] = [];
    if (told?.ok) {
      kept = await this.#listedStill(group, machines, told.value, signal);
      await this.#ghosts(group, machines, told.value.length, signal);
    } else await this.#engines(machines, (door, state) => this.#all(group, door, state, signal), signal);
    return () => {
      this.#unsettled.answered(group.key, told?.ok ? told.value : [], kept.length > 0);
      for (const { name, outcome } of answers) {
        const whole = outcome === told && outcome.ok ? ok([...outcome.value, ...kept]) : outcome;
        findings.managerOverlays.set(name, nextSeen(findings.managerOverlays.get(name), whole, new Date()));
      }
    };
  }

  /**
   * Networks that a manager does not list any more and engines do: it knows none but those of its nodes, and has no nodes for a while
   * once it has read the list of a store that was made again.
   */
  async #listedStill(
    group: Group,
    machines: readonly AskedMachine[],
    answer: readonly OverlayNetwork[],
    signal: AbortSignal,
  ): Promise<readonly OverlayNetwork[]> {
    const { doors, findings } = this.#watching;
    const store = group.store && findings.stores.get(storeName(group.store));
    const records = store?.state === 'seen' ? store.value.overlays : undefined;
    const missing = this.#missing(group, answer).filter(({ id }) => records?.has(id) ?? true);
    if (missing.length === 0 || answer.length + missing.length > mostHaunted) return [];
    const witnesses = machines.filter(
      ({ name, role }) => role !== 'keyValueStore' && findings.engines.get(name)?.state === 'seen',
    );
    const lists = await Promise.all(
      witnesses
        .slice(0, mostWitnesses)
        .map(({ machine }) => this.#some(doors.engines.engine(machine), undefined, signal)),
    );
    const listed = new Set(lists.flatMap((list) => (list.ok ? list.value.map(({ id }) => id) : [])));
    return missing.filter(({ id }) => listed.has(id));
  }

  /** What was shown of a cluster's networks and is missing in an answer. */
  #missing({ name }: Group, answer: readonly OverlayNetwork[]): readonly OverlayNetwork[] {
    const cluster = findCluster(this.#context.snapshot(), name);
    const known = (cluster && lastOf(cluster.networks)?.value) ?? [];
    return known.filter(({ id }) => !answer.some((each) => each.id === id));
  }

  /**
   * A manager knows endpoints of containers that it lists alone (swarm 1.2.9, UpdateNetworkContainers); those of containers that are gone
   * are in the store, which every engine reads.
   */
  async #ghosts(
    { key }: Group,
    machines: readonly AskedMachine[],
    networks: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { doors, findings } = this.#watching;
    const isAsked = networks <= mostHaunted && this.#context.mayHaveGhosts(key);
    const asked = machines.find(
      ({ name, role }) => isAsked && role !== 'keyValueStore' && findings.engines.get(name)?.state === 'seen',
    );
    const outcome = asked && (await this.#some(doors.engines.engine(asked.machine), undefined, signal));
    if (signal.aborted) return;
    this.#forgetEngines(machines);
    if (asked && outcome?.ok) findings.engineOverlays.set(asked.name, nextSeen(undefined, outcome, new Date()));
  }

  async #engines(
    machines: readonly AskedMachine[],
    ask: (door: EngineDoor, state: Seen<unknown> | undefined) => Promise<Overlays>,
    signal: AbortSignal,
  ): Promise<void> {
    const { doors, findings, changed } = this.#watching;
    await Promise.all(
      machines.map(async ({ name, role, machine }) => {
        if (role === 'keyValueStore' || machine.address === undefined) return;
        const outcome = await ask(doors.engines.engine(machine), findings.engines.get(name));
        if (signal.aborted) return;
        findings.engineOverlays.set(name, nextSeen(findings.engineOverlays.get(name), outcome, new Date()));
        changed();
      }),
    );
  }

  #forgetEngines(machines: readonly AskedMachine[]): void {
    for (const { name } of machines) this.#watching.findings.engineOverlays.delete(name);
  }

  /** What a door says of the networks that it knows. One that is known to be silent is not waited for. */
  async #some(door: EngineDoor, state: Seen<unknown> | undefined, signal: AbortSignal): Promise<Overlays> {
    const { gate, timeout } = this.#watching;
    return state?.state === 'failed' ? err(state.failure) : gate(() => door.overlays({ signal, deadline: timeout() }));
  }

  /** What a door says that knows them all, unless it keeps some back. */
  async #all(group: Group, door: EngineDoor, state: Seen<unknown> | undefined, signal: AbortSignal): Promise<Overlays> {
    const outcome = await this.#some(door, state, signal);
    const hidden = outcome.ok && (await this.#whyHidden(group, outcome.value));
    return hidden ? err(hidden) : outcome;
  }

  /**
   * Why networks that were there are missing in an answer, if it is not that they are gone: engines leave them out without a word
   * while their key-value store is away, and managers while they have no quorum.
   */
  async #whyHidden(group: Group, answer: readonly OverlayNetwork[]): Promise<Failure | undefined> {
    const { stores, swarms } = this.#watching.findings;
    const { snapshot, askStore, askSwarm } = this.#context;
    const { key, name, store } = group;
    if (this.#missing(group, answer).length === 0) return undefined;
    await (store ? askStore(store) : askSwarm(key));
    const state = store ? stores.get(storeName(store)) : swarms.get(key)?.view;
    const judged = findCluster(snapshot(), name);
    // One that only this computer does not reach hides nothing.
    if (store && judged && storeVerdict(judged) === 'notFromHere') return undefined;
    return state?.state === 'failed' ? state.failure : undefined;
  }
}
