/**
 * The current picture, kept current by what tells of itself: the store's files, the event streams of engines and managers, and a
 * light ping for those that fall silent. docker-machine is asked of these alone (`hostQuestions.ts`).
 */
import { limit } from '../base/async.ts';
import { equal } from '../base/equal.ts';
import { Emitter } from '../base/event.ts';
import { Lifetime } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { Rerun } from '../base/rerun.ts';
import { err } from '../base/result.ts';
import { seconds, type Milliseconds, type Seconds } from '../base/units.ts';
import { groupsOf, picture, recordsOf, samePicture, settledNext } from '../cluster/picture.ts';
import type { Group } from '../cluster/recognise.ts';
import type { Doors } from '../docker/doors.ts';
import { clusterHealth } from '../checks/health.ts';
import type { Failure } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';
import { findCluster, type Making, type Snapshot } from '../model/snapshot.ts';
import { ClusterWatches } from './clusterWatches.ts';
import type { Attention } from './endpointWatch.ts';
import { HostQuestions } from './hostQuestions.ts';
import { keptByMachine, nothingKnown, unchanged } from './knownSoFar.ts';
import { LastingGhosts } from './lastingGhosts.ts';
import { LostStore } from './lostStore.ts';
import { watchMachine, type MachineWatch } from './machineWatch.ts';
import { backgroundPace } from './paces.ts';
import { Reactions } from './reactions.ts';
import type { ClusterStore } from './services.ts';
import type { KnownSoFar, Watching } from './watching.ts';

export interface ClusterStoreOptions {
  readonly doors: Doors;
  /** How long one engine, manager or key-value store may take for an answer. */
  readonly probeTimeout: () => Seconds;
  readonly log: Log;
}

/** Begins to look at once; nothing is known before the first answers come. */
export function createClusterStore(options: ClusterStoreOptions): ClusterStore {
  return new LiveClusterStore(options);
}

/** Answers that come this close together are one change of the picture. */
const joinAnswers: Milliseconds = 20;
/** A picture that takes long to make and to draw is made so much more seldom: most of the time is for the answers themselves. */
const restPerWork = 9;

class LiveClusterStore implements ClusterStore {
  readonly #doors: Doors;
  readonly #life = new Lifetime();
  readonly #stop = new AbortController();
  readonly #changes: Emitter<Snapshot>;
  readonly #findings: KnownSoFar;
  readonly #watching: Watching;
  readonly #hosts: HostQuestions;
  readonly #reactions: Reactions;
  readonly #clusters: ClusterWatches;
  readonly #read: Rerun;
  readonly #machines = new Map<string, MachineWatch>();
  #groups: readonly Group[] = [];
  #attention: Attention = 'background';
  /** What the listeners were told last, and what is known by now. */
  #told: Snapshot;
  #known: Snapshot | undefined;
  #publishing: ReturnType<typeof setTimeout> | undefined;
  /** How long the last picture took, with all who were told. */
  #lastWork: Milliseconds = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  readonly #ghosts = new LastingGhosts();
  readonly #lost: LostStore;
  /** When networks with ghosts were looked at last, in milliseconds since 1970. */
  #lookedAt = 0;
  #round: Promise<Snapshot> | undefined;

  constructor({ doors, probeTimeout, log }: ClusterStoreOptions) {
    const bug = (error: unknown): void => {
      log.error('Observing failed', error);
    };
    this.#doors = doors;
    this.#lost = new LostStore(doors.store.path);
    this.#changes = this.#life.add(new Emitter<Snapshot>(bug));
    this.#findings = nothingKnown(doors.store.path);
    this.#watching = {
      doors,
      findings: this.#findings,
      groups: () => this.#groups,
      attention: () => this.#attention,
      watched: () => this.#machines.size,
      timeout: () => seconds(probeTimeout()),
      // The silent give their place away, so these bound the work without letting the living wait for the dead.
      gate: limit(64, 300),
      pingGate: limit(64, 300),
      changed: () => {
        this.#changed();
      },
      confirmed: () => {
        this.#known = undefined;
      },
      bug,
      over: this.#stop.signal,
    };
    this.#hosts = new HostQuestions(this.#watching);
    this.#reactions = new Reactions(this.#watching, {
      machines: this.#machines,
      clusters: () => this.#clusters,
      hosts: this.#hosts,
    });
    this.#clusters = new ClusterWatches(
      this.#watching,
      {
        snapshot: () => this.snapshot,
        hasSuspects: (key) => {
          const group = this.#groups.find((each) => each.key === key);
          return group !== undefined && this.#ghosts.isSuspectedIn(group.name);
        },
      },
      this.#reactions,
    );
    this.#told = picture(this.#findings, [], new Date());
    this.#read = this.#life.add(new Rerun(() => this.#readStore(), bug));
    this.#life.add(doors.store.onDidChange(() => void this.#read.now()));
    this.#life.add(
      doors.engines.onFullDisk(({ machine, said }) => {
        this.#findings.fullDisks.set(machine, said);
        this.#changed();
      }),
    );
    void this.#read.now();
  }

  get snapshot(): Snapshot {
    this.#known ??= this.#pictureAt(new Date());
    return this.#known;
  }

  get onDidChange(): ClusterStore['onDidChange'] {
    return this.#changes.event;
  }

  ready(): Promise<void> {
    return this.#read.settled();
  }

  refresh(): Promise<Snapshot> {
    this.#round ??= Promise.resolve().then(() => {
      this.#round = undefined;
      return this.#askAll();
    });
    return this.#round;
  }

  setAttention(attention: Attention): void {
    if (attention === this.#attention) return;
    this.#attention = attention;
    for (const { engine, manager } of this.#machines.values()) {
      engine?.watch.attend();
      manager?.watch.attend();
    }
    this.#clusters.attend();
  }

  setMaking(machine: string, making: Making | undefined): void {
    if (!making) {
      void this.#endMaking(machine);
      return;
    }
    this.#findings.making.set(machine, making);
    this.#changed();
  }

  setBeingMade(cluster: string, isBeingMade: boolean): void {
    const { beingMade } = this.#findings;
    if (isBeingMade) {
      const stands = findCluster(this.snapshot, cluster);
      beingMade.set(cluster, { isNew: !stands || clusterHealth(stands, this.snapshot).healthy === 0 });
    } else beingMade.delete(cluster);
    this.#changed();
  }

  setUnfinished(machines: ReadonlySet<string>): void {
    this.#findings.unfinished = machines;
    this.#changed();
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#publishing);
    clearTimeout(this.#settling);
    for (const each of this.#machines.values()) each.dispose();
    this.#clusters.dispose();
    this.#life.dispose();
  }

  async #askAll(): Promise<Snapshot> {
    const began = Date.now();
    await this.#read.since(began);
    for (const [name, watch] of this.#machines) {
      this.#hosts.renew(name);
      watch.doubt();
    }
    for (const group of this.#groups) this.#clusters.doubtEndpoints(group);
    const asked = this.#questions;
    await Promise.all(asked.map((each) => each.since(began)));
    // The answers may have shown clusters, and with them stores, swarms and networks, that were not known before.
    this.#publish();
    const added = this.#questions.filter((each) => !asked.includes(each));
    const silent = [...this.#machines.values()].filter(
      ({ machine }) => machine.address === undefined || this.#isSilent(machine.name),
    );
    await Promise.all([
      ...added.map((each) => each.settled()),
      ...silent.map(({ machine }) => this.#hosts.awaitPower(machine, this.#addressTold(machine))),
      ...[...this.#machines.values()].map(({ machine }) => this.#hosts.askForRoom(machine)),
    ]);
    await this.#askFound(new Set([...asked, ...added]));
    this.#publish();
    return this.snapshot;
  }

  /** Machines whose drivers have just told their addresses, and what these show in turn. */
  async #askFound(asked: ReadonlySet<Rerun>): Promise<void> {
    await this.#read.settled();
    const found = this.#questions.filter((each) => !asked.has(each));
    if (found.length === 0) return;
    await Promise.all(found.map((each) => each.settled()));
    this.#publish();
    const shown = this.#questions.filter((each) => !asked.has(each) && !found.includes(each));
    await Promise.all(shown.map((each) => each.settled()));
  }

  #addressTold(machine: Machine): (failure: Failure) => void {
    return (failure) => {
      this.#reactions.of(machine).onEngine(err(failure));
    };
  }

  get #questions(): readonly Rerun[] {
    const machines = [...this.#machines.values()].flatMap(({ engine, manager }) =>
      [engine, manager].flatMap((each) => each?.ask ?? []),
    );
    return [...machines, ...this.#clusters.questions];
  }

  /** What is known of it is from while it was being made: it is asked before that counts. */
  async #endMaking(machine: string): Promise<void> {
    const { making } = this.#findings;
    const ended = making.get(machine);
    const began = Date.now();
    await this.#read.since(began);
    const ask = this.#machines.get(machine)?.engine?.ask;
    // A question that hangs since before would pass for a new one.
    await ask?.settled();
    await ask?.since(began);
    if (making.get(machine) === ended) making.delete(machine);
    this.#changed();
  }

  // --- the store's files

  async #readStore(): Promise<void> {
    const before = this.#findings.contents;
    const contents = await this.#doors.store.read();
    if (this.#stop.signal.aborted) return;
    this.#lost.read(contents, this.snapshot, new Date());
    if (this.#lost.snapshot) {
      this.#watchNothing();
      this.#publish();
      return;
    }
    this.#findings.contents = unchanged(before, contents);
    const records = new Map(recordsOf(this.#findings).map((machine) => [machine.name, machine]));
    for (const [name, watch] of this.#machines) {
      const record = records.get(name);
      if (record && equal(record, watch.machine)) continue;
      watch.dispose();
      this.#machines.delete(name);
    }
    for (const { name } of before.entries) if (!records.has(name)) this.#forget(name);
    for (const machine of records.values()) this.#recorded(machine);
    this.#publish();
  }

  /** Without their certificates engines can hardly be asked, and what they say belongs to no record. */
  #watchNothing(): void {
    for (const each of this.#machines.values()) each.dispose();
    this.#machines.clear();
    this.#groups = [];
    this.#clusters.follow([]);
  }

  /** A machine's record was read. */
  #recorded(machine: Machine): void {
    const { name } = machine;
    const watch = this.#machines.get(name);
    const isSilent = this.#isSilent(name);
    if (watch) {
      // Something in the store changed: new certificates may be what this one lacked.
      if (isSilent) void watch.engine?.ask.now();
      return;
    }
    this.#machines.set(name, watchMachine(machine, this.#watching, this.#reactions.of(machine)));
    // The driver has just been asked.
    if (machine.isAddressFromDriver) return;
    if (isSilent || machine.address === undefined) this.#hosts.renew(name);
    // A stopped machine of some drivers loses its address, long after its engine has ceased to answer.
    if (machine.address === undefined) void this.#hosts.followAddress(machine, this.#addressTold(machine));
    else if (isSilent) void this.#hosts.askPower(machine);
  }

  #forget(name: string): void {
    for (const each of keptByMachine(this.#findings)) each.delete(name);
    this.#hosts.forget(name);
  }

  #isSilent(name: string): boolean {
    return this.#findings.engines.get(name)?.state === 'failed';
  }

  // --- the picture

  #changed(): void {
    this.#known = undefined;
    this.#publishing ??= setTimeout(
      () => {
        this.#publish();
      },
      Math.max(joinAnswers, restPerWork * this.#lastWork),
    );
  }

  #publish(): void {
    clearTimeout(this.#publishing);
    this.#publishing = undefined;
    if (this.#stop.signal.aborted) return;
    const began = performance.now();
    this.#makePicture();
    this.#lastWork = performance.now() - began;
  }

  /** Time has passed, which somebody needed to settle and tells ghosts from what only looks like one. */
  #lookAgain(): void {
    const isDue = this.#attention === 'visible' || Date.now() - this.#lookedAt >= backgroundPace;
    const haunted = isDue ? this.#groups.filter(({ name }) => this.#ghosts.isSuspectedIn(name)) : [];
    if (haunted.length > 0) this.#lookedAt = Date.now();
    for (const group of haunted) this.#clusters.networksChanged(group);
    this.#changed();
  }

  #pictureAt(at: Date): Snapshot {
    if (this.#lost.snapshot) return this.#lost.snapshot;
    return this.#ghosts.of(picture(this.#findings, this.#groups, at));
  }

  #makePicture(): void {
    if (!this.#lost.snapshot) {
      this.#groups = groupsOf(this.#findings);
      this.#clusters.follow(this.#groups);
    }
    const at = new Date();
    const next = this.#pictureAt(at);
    this.#known = next;
    clearTimeout(this.#settling);
    const ends = [settledNext(this.#findings, at)?.getTime(), this.#ghosts.next(at)].filter((end) => end !== undefined);
    if (ends.length > 0)
      this.#settling = setTimeout(
        () => {
          this.#lookAgain();
        },
        Math.min(...ends) - at.getTime(),
      );
    if (samePicture(next, this.#told)) return;
    this.#told = next;
    this.#changes.fire(next);
  }
}
