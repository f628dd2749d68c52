/** Who is asked when what happens: what an answer or an event means for everything else that is known. */
import { derived } from '../base/derived.ts';
import { equal } from '../base/equal.ts';
import { nextSeen, sameView, type SwarmFinding } from '../cluster/findings.ts';
import { storeName, type Group } from '../cluster/recognise.ts';
import type { EngineEvent } from '../docker/doors.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { Outcome } from '../model/failure.ts';
import type { StoreState } from '../model/keyValueStore.ts';
import type { Machine } from '../model/machine.ts';
import { lastOf, type Seen } from '../model/seen.ts';
import type { EngineView } from '../model/snapshot.ts';
import type { SwarmNode } from '../model/swarmMode.ts';
import { findNodeOf } from '../model/swarmNode.ts';
import type { ClusterListener, ClusterWatches } from './clusterWatches.ts';
import type { HostQuestions } from './hostQuestions.ts';
import type { MachineListener, MachineWatch } from './machineWatch.ts';
import type { Watching } from './watching.ts';

/** All who can be asked. */
export interface Asked {
  readonly machines: ReadonlyMap<string, MachineWatch>;
  readonly clusters: () => ClusterWatches;
  readonly hosts: HostQuestions;
}

export class Reactions implements ClusterListener {
  readonly #watching: Watching;
  readonly #asked: Asked;

  constructor(watching: Watching, asked: Asked) {
    this.#watching = watching;
    this.#asked = asked;
  }

  /** To what one machine's engine and manager say. */
  of(machine: Machine): MachineListener {
    const { name } = machine;
    return {
      onEngine: (outcome) => {
        this.#engineSaid(machine, outcome);
      },
      onManager: (outcome) => {
        this.#managerSaid(name, outcome);
      },
      onEngineEvent: (event) => {
        this.#engineEvent(name, event);
      },
      onEngineGap: () => {
        const group = this.#groupOf(name);
        if (group) this.#asked.clusters().doubtSwarm(group);
      },
      onManagerEvent: (event) => {
        this.#machine(name)?.manager?.ask.soon();
        const group = this.#groupOf(name);
        if (event.type === 'network' && group) this.#networkEvent(group, event);
      },
    };
  }

  #engineSaid(machine: Machine, outcome: Outcome<EngineView>): void {
    const { engines, answeringSince, powers, refusedFlags, reach } = this.#watching.findings;
    const { hosts, clusters } = this.#asked;
    const { name } = machine;
    const before = engines.get(name);
    const next = nextSeen(before, outcome, new Date(), sameView);
    engines.set(name, next);
    if (outcome.ok) {
      if (!answeringSince.has(name)) answeringSince.set(name, new Date());
      powers.delete(name);
      refusedFlags.delete(name);
    } else {
      answeringSince.delete(name);
      reach.delete(name);
      hosts.askRefusedFlag(machine);
    }
    const group = this.#groupOf(name);
    if (before?.state !== next.state) this.#engineTurned(machine, next.state);
    else if (group && !equal(membershipOf(before), membershipOf(next))) clusters().swarmChanged(group);
    this.#watching.changed();
  }

  /** An engine has begun to answer, or has ceased to: what others say of it is old. */
  #engineTurned(machine: Machine, state: Seen<unknown>['state']): void {
    const { hosts, clusters } = this.#asked;
    if (state === 'seen') hosts.renew(machine.name);
    else void hosts.askWhetherItEnds(machine);
    const group = this.#groupOf(machine.name);
    if (!group) return;
    if (group.store) clusters().storeChanged(group.store);
    for (const { machine: member, role } of group.members)
      if (role === 'manager') this.#machine(member)?.manager?.ask.soon();
    clusters().swarmChanged(group);
    clusters().doubtEndpoints(group);
  }

  #managerSaid(name: string, outcome: Outcome<ManagerInfo>): void {
    const { managers } = this.#watching.findings;
    const before = managers.get(name);
    const next = nextSeen(before, outcome, new Date());
    managers.set(name, next);
    const group = this.#groupOf(name);
    // It lists the networks of its nodes: with these they may have come, or gone.
    const isNews = before?.state !== next.state || !equal(standingOf(before), standingOf(next));
    if (isNews && group) this.#asked.clusters().networksChanged(group);
    this.#watching.changed();
  }

  #engineEvent(name: string, event: EngineEvent): void {
    const { type, action, isOfTask } = event;
    const { clusters } = this.#asked;
    const engine = this.#machine(name)?.engine;
    const group = this.#groupOf(name);
    switch (type) {
      case 'container':
        engine?.ask.soon();
        if (isOfTask && group) clusters().swarmChanged(group);
        break;
      case 'image':
      case 'daemon':
        engine?.ask.soon();
        break;
      case 'node':
        engine?.ask.soon();
        if (group) clusters().swarmChanged(group, true);
        break;
      case 'service':
        if (group) clusters().swarmChanged(group, true);
        break;
      case 'network':
        engine?.ask.soon();
        if (group) this.#networkEvent(group, event);
        break;
      case 'volume':
      case 'secret':
      case 'config':
      case 'plugin':
      case 'builder':
        break;
    }
    // A container of that machine may be the store itself; its own group need not be the only one that it serves.
    if (type === 'container' && /^(start|die|destroy|pause|unpause)/.test(action)) {
      for (const { store } of this.#watching.groups()) if (store?.machine === name) clusters().storeChanged(store);
    }
  }

  #networkEvent(group: Group, { action, id }: EngineEvent): void {
    if (action === 'destroy' && group.orchestration === 'classic') this.#asked.clusters().networkRemoved(group, id);
    this.#networksChanged(group);
  }

  #networksChanged(group: Group): void {
    this.#asked.clusters().networksChanged(group);
    // VXLAN ids stand in the store, and some only once a container has joined.
    if (group.store) this.#asked.clusters().storeChanged(group.store);
  }

  onStore(store: string, outcome: Outcome<StoreState>): void {
    const { findings, groups, changed } = this.#watching;
    const { clusters, hosts } = this.#asked;
    const before = findings.stores.get(store);
    const next = nextSeen(before, outcome, new Date());
    findings.stores.set(store, next);
    for (const group of groups()) {
      if (!group.store || storeName(group.store) !== store) continue;
      // What hosts found while it answered here says nothing of now.
      if (before?.state === 'seen' && next.state === 'failed')
        for (const { machine } of group.members) findings.reach.delete(machine);
      // While it was away the engines left networks out.
      if (before && before.state !== next.state) clusters().networksChanged(group);
      hosts.measureReach(group, next, (name) => this.#machine(name)?.machine);
    }
    changed();
  }

  onSwarm(key: string, before: SwarmFinding | undefined, next: SwarmFinding): void {
    // Another manager, or none, tells of the networks too.
    if (before && (before.view.state !== next.view.state || before.source !== next.source))
      this.#asked.clusters().networksChanged({ key });
    const [old, told] = [before, next].map((each) => each && lastOf(each.view)?.value.nodes);
    if (told && old !== told) this.#nodesChanged(old ?? [], told);
    if (next.view.state === 'seen' && before?.view.state !== 'seen') this.#leaderFound();
    this.#watching.changed();
  }

  /** Managers that waited for it can tell of themselves now. */
  #leaderFound(): void {
    for (const [name, { engine }] of this.#asked.machines) {
      const seen = this.#watching.findings.engines.get(name);
      if (seen?.state === 'failed' && seen.failure.kind === 'engineReticent') engine?.ask.soon();
    }
  }

  /** An engine does not tell that it was promoted, removed or has met its manager: whoever hears it of its node asks it. */
  #nodesChanged(before: readonly SwarmNode[], nodes: readonly SwarmNode[]): void {
    for (const [name, { machine, doubt, engine }] of this.#asked.machines) {
      const seen = this.#watching.findings.engines.get(name);
      if (seen?.state !== 'seen') continue;
      const { swarm } = seen.value.engine;
      const identity = { name, address: machine.address, nodeId: swarm.nodeId };
      const node = findNodeOf(nodes, identity);
      const isNews = !equal(node, findNodeOf(before, identity));
      const isKnown = node?.id === swarm.nodeId && (node.role === 'manager') === swarm.isManager;
      if (!isNews || (before.length === 0 && isKnown)) continue;
      doubt();
      engine?.ask.soon();
    }
  }

  #machine(name: string): MachineWatch | undefined {
    return this.#asked.machines.get(name);
  }

  #groupOf(machine: string): Group | undefined {
    return groupsByMachine(this.#watching.groups()).get(machine);
  }
}

const groupsByMachine = derived(
  (groups: readonly Group[]): ReadonlyMap<string, Group> =>
    new Map(groups.flatMap((group) => group.members.map(({ machine }) => [machine, group]))),
);

const membershipOf = (seen: Seen<EngineView> | undefined): unknown => seen && lastOf(seen)?.value.engine.swarm;

/** What a manager says of its nodes, without what changes all the time. */
const standingOf = (seen: Seen<ManagerInfo> | undefined): unknown =>
  seen && lastOf(seen)?.value.nodes.map(({ address, status }) => [address, status]);
