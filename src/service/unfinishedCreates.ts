/**
 * Failed creates, read from the journal, because snapshots are lost with their window. Adds them to the snapshot, and dismisses them once
 * the machine is removed or was seen complete.
 */
import type { Log } from '../base/log.ts';
import { Rerun } from '../base/rerun.ts';
import type { Milliseconds } from '../base/units.ts';
import { introductions, type Introductions } from '../cluster/introductions.ts';
import { runsUnderWay, summaryOf, type IsHeld, type Journal } from '../cluster/journal.ts';
import { unfinishedCreates } from '../cluster/preflight.ts';
import { wasWhole } from '../cluster/standing.ts';
import { findMachine, machineOf, type SeenMachine, type Snapshot } from '../model/snapshot.ts';
import type { ClusterStore } from './services.ts';

export interface UnfinishedCreatesOptions {
  readonly clusters: Pick<ClusterStore, 'onDidChange' | 'snapshot' | 'setUnfinished'>;
  /** The journal for the current settings. */
  readonly journal: () => Journal;
  readonly isHeld: IsHeld;
  readonly over: AbortSignal;
  readonly log: Log;
}

/** How soon to read the journal again while a run is in progress in another window: nothing else reports its end. */
const otherWindows: Milliseconds = 10_000;

export class UnfinishedCreates {
  readonly #options: UnfinishedCreatesOptions;
  readonly #reading: Rerun;
  #known: ReadonlySet<string> = new Set();
  #introductions: Introductions = new Map();
  /** Machines for which only the journal knows whether they were ever complete. */
  #doubtful: ReadonlySet<string> = new Set();
  #isLive = false;
  #again: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: UnfinishedCreatesOptions) {
    this.#options = options;
    const { clusters, over, log } = options;
    this.#reading = new Rerun(
      () => this.#read(),
      (error) => {
        log.error('reading whose create did not end well', error);
      },
    );
    const following = clusters.onDidChange((snapshot) => {
      this.#follow(snapshot);
    });
    over.addEventListener('abort', () => {
      following.dispose();
      this.#reading.dispose();
      clearTimeout(this.#again);
    });
  }

  /** Reads the journal for machines whose last create failed. */
  async read(): Promise<ReadonlySet<string>> {
    const asked = Date.now();
    // Otherwise a read that began earlier would count as a new one.
    await this.#reading.settled();
    await this.#reading.since(asked);
    await this.#writing;
    return this.#known;
  }

  /** Which engines were introduced to each other, as of the last read of the journal. */
  get introductions(): Introductions {
    return this.#introductions;
  }

  /** Marks a create of this window as failed before its run has ended. */
  failed(machine: string): void {
    this.#tell(new Set([...this.#known, machine]));
  }

  /** Dismisses machines that are no longer incomplete: they do not count as such when they stop answering later. */
  writeOff(machines: readonly string[], cluster: string): Promise<void> {
    this.#tell(new Set([...this.#known].filter((machine) => !machines.includes(machine))));
    this.#writing = this.#writing
      .then(() => this.#writeOff(machines, cluster))
      .catch((error: unknown) => {
        this.#options.log.error('writing off whose create did not end well', error);
      });
    return this.#writing;
  }

  /** Writes an empty run. Skipped while a run is in progress: the empty run would be newer and override it. */
  async #writeOff(machines: readonly string[], cluster: string): Promise<void> {
    const journal = this.#options.journal();
    if ((await runsUnderWay(await journal.runs(), this.#options.isHeld)).size > 0) return;
    const entry = await journal.begin({ verb: 'up', cluster, steps: [], warnings: [], standing: machines });
    await entry.end({ verb: 'up', cluster, done: [], failed: [], skipped: [], isCancelled: false });
  }

  async #read(): Promise<void> {
    const runs = await this.#options.journal().runs();
    const isLive = await runsUnderWay(runs, this.#options.isHeld);
    const past = runs.map((run) => ({ plan: run.plan, summary: summaryOf(run, { isLive: isLive.has(run) }) }));
    this.#isLive = isLive.size > 0;
    this.#introductions = introductions(past);
    this.#tell(unfinishedCreates(past));
    this.#follow(this.#options.clusters.snapshot);
    clearTimeout(this.#again);
    if (this.#isLive && !this.#options.over.aborted)
      this.#again = setTimeout(() => {
        this.#reading.soon();
      }, otherWindows);
  }

  #tell(unfinished: ReadonlySet<string>): void {
    this.#known = unfinished;
    this.#options.clusters.setUnfinished(unfinished);
  }

  #follow(snapshot: Snapshot): void {
    const doubtful = new Set(snapshot.machines.filter(isDoubtful).map(({ name }) => name));
    if ([...doubtful].some((name) => !this.#doubtful.has(name))) this.#reading.soon();
    this.#doubtful = doubtful;
    if (this.#isLive || snapshot.storeFailure !== undefined) return;
    const over = [...this.#known].filter((name) => {
      const seen = findMachine(snapshot, name);
      return !seen || (!seen.making && isWhole(seen));
    });
    if (over.length > 0) void this.writeOff(over, '');
  }
}

const isWhole = (seen: SeenMachine): boolean => {
  const machine = machineOf(seen);
  return machine !== undefined && wasWhole(machine, seen.engine);
};

/** Machines that were seen complete need no lookup, and journals may be long. */
const isDoubtful = (seen: SeenMachine): boolean =>
  machineOf(seen) !== undefined && seen.engine.state !== 'waiting' && !isWhole(seen);
