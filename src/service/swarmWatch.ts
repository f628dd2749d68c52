/** Asks a swarm's managers of its nodes, services and tasks whenever something tells that these change, and while they are changing. */
import type { Disposable } from '../base/lifetime.ts';
import { Rerun } from '../base/rerun.ts';
import { err } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import { nextSwarm, type Findings, type SwarmFinding } from '../cluster/findings.ts';
import { mostTelling, observeSwarm, type SwarmManager, type SwarmTold } from '../cluster/observeSwarm.ts';
import { recordsOf } from '../cluster/picture.ts';
import type { Group } from '../cluster/recognise.ts';
import type { Failure } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';
import { lastOf, waiting } from '../model/seen.ts';
import type { SwarmView } from '../model/swarmMode.ts';
import { isAtRest } from '../model/swarmRest.ts';
import { backgroundPace } from './paces.ts';
import type { Watching } from './watching.ts';

/**
 * Who leads and who is reached changes without an event: nodes are asked for at this pace while visible, even when all is quiet.
 * Services and tasks are not, unless there may have been something that nobody heard of.
 */
const quietPace: Milliseconds = seconds(30);
/** While something is on its way, and longer the longer it has been so without a change. */
const restlessPace: Milliseconds = seconds(1);
const longestRestlessPace: Milliseconds = seconds(10);
const patience = 10;
/** What a container tells its engine's own stream its manager hears up to 0.2 s later (seen with 26.1.5): asked once more then. */
const echo: Milliseconds = 500;
const echoPace: Milliseconds = 250;
/** A question that has waited for so long when managers agree on something was put while they had no leader. */
const vain: Milliseconds = seconds(1);

export class SwarmWatch implements Disposable {
  readonly ask: Rerun;
  readonly #key: string;
  readonly #watching: Watching;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abandon = new AbortController();
  #stirredAt = 0;
  /** The run that begins now is of the quiet pace. */
  #isQuiet = false;
  /** Something may have happened that was not told. */
  #isDoubted = false;
  #changedAt = Date.now();

  /** `key` is that of its group, and its name among findings. */
  constructor(key: string, watching: Watching, onTold: (before: SwarmFinding | undefined, next: SwarmFinding) => void) {
    this.#key = key;
    this.#watching = watching;
    this.ask = new Rerun(async (signal) => {
      this.#abandon = new AbortController();
      const told = await this.#question(AbortSignal.any([signal, this.#abandon.signal]), this.#known());
      if (signal.aborted) return;
      if (told) {
        const before = watching.findings.swarms.get(key);
        const next = nextSwarm(before, told, new Date());
        watching.findings.swarms.set(key, next);
        if (isNews(before, next)) this.#changedAt = Date.now();
        onTold(before, next);
      }
      this.#schedule();
    }, watching.bug);
    void this.ask.now();
  }

  /**
   * Something has happened that managers will tell of. `isAgreed`: they told of it themselves, so that they have a leader, and who
   * still waits for the former one need not wait any longer.
   */
  stir(isAgreed: boolean): void {
    this.#stirredAt = Date.now();
    if (isAgreed && this.#stirredAt - this.ask.began >= vain) this.#abandon.abort();
    this.ask.soon();
  }

  /** The stream of events of one of its engines came up or broke: the next look is at everything. */
  doubt(): void {
    this.#isDoubted = true;
  }

  /** Somebody has begun to look, or has stopped. */
  attend(): void {
    if (this.#watching.attention() === 'visible') this.ask.soon();
    else this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.ask.dispose();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const pause = this.#pace();
    if (pause === undefined || this.#watching.over.aborted) return;
    this.#timer = setTimeout(() => {
      // Not for a run that has to wait: whoever else wishes for it wants to know all.
      this.#isQuiet = pause === quietPace;
      void this.ask.now();
      this.#isQuiet = false;
    }, pause);
  }

  /** What need not be read again by the run that begins; undefined: everything must. */
  #known(): SwarmView | undefined {
    const { groups, findings } = this.#watching;
    const view = findings.swarms.get(this.#key)?.view;
    const members = groups().find(({ key }) => key === this.#key)?.members ?? [];
    if (this.#isQuiet && !this.#isDoubted && view?.state === 'seen' && isHeard(view.value, members, findings))
      return view.value;
    this.#isDoubted = false;
    return undefined;
  }

  /** Undefined: not before something happens. */
  #pace(): Milliseconds | undefined {
    const now = Date.now();
    if (now - this.#stirredAt < echo) return echoPace;
    const finding = this.#watching.findings.swarms.get(this.#key);
    const isQuiet = finding === undefined || isAtPeace(finding);
    if (this.#watching.attention() === 'background') return isQuiet ? undefined : backgroundPace;
    if (isQuiet) return quietPace;
    return Math.min(longestRestlessPace, Math.max(restlessPace, (now - this.#changedAt) / patience));
  }

  async #question(signal: AbortSignal, known: SwarmView | undefined): Promise<SwarmTold | undefined> {
    const { groups, gate, timeout } = this.#watching;
    const group = groups().find(({ key }) => key === this.#key);
    if (!group) return undefined;
    const { living, silent } = this.#managers(group);
    const told = await gate(() => observeSwarm(living, { signal, deadline: timeout(), known }));
    if (told?.view.ok || signal.aborted) return told;
    const own = told && !told.view.ok ? [told.view.error] : [];
    const failure = mostTelling([...own, ...silent]) ?? whyUntold(group, this.#watching);
    return failure && { source: undefined, view: err(failure) };
  }

  /** Who may tell, the likeliest first, and why the others will not: an engine that is known to be silent is not waited for. */
  #managers({ members }: Group): { readonly living: readonly SwarmManager[]; readonly silent: readonly Failure[] } {
    const { doors, findings } = this.#watching;
    const records = new Map(recordsOf(findings).map((machine): [string, Machine] => [machine.name, machine]));
    const silent: Failure[] = [];
    const living: { readonly manager: SwarmManager; readonly rank: number }[] = [];
    const source = findings.swarms.get(this.#key)?.source;
    for (const { machine, role } of members) {
      const record = records.get(machine);
      const engine = findings.engines.get(machine);
      if (role !== 'manager' || !record) continue;
      // One that only does not tell of itself may yet tell of its swarm.
      if (engine?.state === 'failed' && engine.failure.kind !== 'engineReticent') silent.push(engine.failure);
      else if (record.address !== undefined) {
        const rank = engine?.state !== 'seen' ? 2 : machine === source ? 0 : 1;
        living.push({ manager: { machine, door: doors.engines.engine(record) }, rank });
      }
    }
    return { living: living.sort((a, b) => a.rank - b.rank).map(({ manager }) => manager), silent };
  }
}

function isNews(before: SwarmFinding | undefined, next: SwarmFinding): boolean {
  if (before?.view.state !== next.view.state || before.source !== next.source) return true;
  return lastOf(before.view)?.value !== lastOf(next.view)?.value;
}

/** The engine of every node is one of ours, and answers: of a task that runs elsewhere no container tells. */
function isHeard({ nodes }: SwarmView, members: Group['members'], { engines }: Pick<Findings, 'engines'>): boolean {
  const heard = members.map(({ machine }) => {
    const engine = engines.get(machine);
    return engine?.state === 'seen' ? engine.value.engine.swarm.nodeId : '';
  });
  return nodes.every(({ id }) => heard.includes(id));
}

/** Nothing is on its way that no event would tell of. */
function isAtPeace({ view }: SwarmFinding): boolean {
  switch (view.state) {
    case 'seen':
      return isAtRest(view.value);
    case 'failed':
      return view.failure.kind === 'notAManager' || view.failure.kind === 'notInSwarm';
    case 'waiting':
      return true;
  }
}

/** Of a group without a manager among its machines: undefined while it may yet show that there is one. */
function whyUntold({ members }: Group, { findings, doors }: Watching): Failure | undefined {
  const engines = members.map(({ machine }) => ({ machine, seen: findings.engines.get(machine) ?? waiting }));
  if (engines.some(({ seen }) => seen.state === 'waiting')) return undefined;
  const answering = engines.flatMap(({ machine, seen }) =>
    seen.state === 'seen' ? [{ machine, state: seen.value.engine.swarm.state }] : [],
  );
  const inside = answering.find(({ state }) => state !== 'inactive');
  const speaks = recordsOf(findings).find(({ name }) => name === (inside ?? answering[0])?.machine);
  if (!speaks) return engines.flatMap(({ seen }) => (seen.state === 'failed' ? [seen.failure] : []))[0];
  return { kind: inside ? 'notAManager' : 'notInSwarm', address: doors.engines.engine(speaks).address };
}
