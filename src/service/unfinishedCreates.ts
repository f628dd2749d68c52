/**
 * Whose create did not end well, as the journal has it: told to the picture, and written off once the machine is gone or was seen whole,
 * as pictures forget with their window.
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
  /** That of the moment's settings. */
  readonly journal: () => Journal;
  readonly isHeld: IsHeld;
  readonly over: AbortSignal;
  readonly log: Log;
}

/** How soon the journal of a run in another window is read again: its end is told by nothing else. */
const otherWindows: Milliseconds = 10_000;

export class UnfinishedCreates {
  readonly #options: UnfinishedCreatesOptions;
  readonly #reading: Rerun;
  #known: ReadonlySet<string> = new Set();
  #introductions: Introductions = new Map();
  /** Machines of which only the journal can say whether they were ever finished. */
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

  /** As the journal has it now. */
  async read(): Promise<ReadonlySet<string>> {
    const asked = Date.now();
    // One that has been under way for long would pass for a new one.
    await this.#reading.settled();
    await this.#reading.since(asked);
    await this.#writing;
    return this.#known;
  }

  /** Which engines were told of each other, as the journal had it when it was read last. */
  get introductions(): Introductions {
    return this.#introductions;
  }

  /** A create of this window did not end well: known at once, before the run has ended. */
  failed(machine: string): void {
    this.#tell(new Set([...this.#known, machine]));
  }

  /** Nothing half made is left of them: they are not taken for that when they fall silent later. */
  writeOff(machines: readonly string[], cluster: string): Promise<void> {
    this.#tell(new Set([...this.#known].filter((machine) => !machines.includes(machine))));
    this.#writing = this.#writing
      .then(() => this.#writeOff(machines, cluster))
      .catch((error: unknown) => {
        this.#options.log.error('writing off whose create did not end well', error);
      });
    return this.#writing;
  }

  /** As a run that had nothing to do. It would be newer than one that is under way, which knows better. */
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

/** Of those that were seen whole nobody needs to know, and journals may be long. */
const isDoubtful = (seen: SeenMachine): boolean =>
  machineOf(seen) !== undefined && seen.engine.state !== 'waiting' && !isWhole(seen);
