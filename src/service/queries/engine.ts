/** What an engine says of itself and its containers. */
import { ok } from '../../base/result.ts';
import { seconds, type Milliseconds } from '../../base/units.ts';
import { observeEngine, type KnownEngine } from '../../cluster/observe.ts';
import type { CallOptions, EngineDoor } from '../../docker/doors.ts';
import type { Engine } from '../../model/engine.ts';
import type { Outcome } from '../../model/failure.ts';
import { lastOf, type Seen } from '../../model/seen.ts';
import type { EngineView } from '../../model/snapshot.ts';
import type { HostRow } from '../query.ts';
import { endpointQueries } from './endpoint.ts';

/** Even what no event tells of (a key re-read, a node promoted elsewhere) is observed after this at the latest. */
const factsLast: Milliseconds = seconds(60);
/** How long an engine is left alone that could not tell of itself: while managers of its swarm elect, it waits for them. */
const owedPause: Milliseconds = seconds(5);
const backgroundOwedPause: Milliseconds = seconds(30);
/** What HTTP's whole seconds and the way of an answer may make of clocks that agree. */
const clockTolerance: Milliseconds = seconds(5);

export const engine: HostRow = (machine, context) => {
  if (machine.address === undefined) return [];
  const { name } = machine;
  const { doors, observed, attention, happened } = context;
  const door = doors.engines.engine(machine);
  const facts = new EngineFacts();
  const clock = new EngineClock();
  return endpointQueries(
    {
      endpoint: 'engine',
      host: name,
      door,
      call: (options) => askEngine(door, options, facts),
      record: (outcome) => {
        observed.answerEngine(name, outcome);
      },
      interval: () => (facts.isOwed ? (attention() === 'visible' ? owedPause : backgroundOwedPause) : undefined),
      onPinged: ({ clockSkew }) => {
        if (clock.isNews(clockSkew, observed.host(name).engine)) happened({ kind: 'clock', host: name });
      },
      onDoubt: () => {
        facts.doubt();
      },
    },
    context,
  );
};

async function askEngine(door: EngineDoor, options: CallOptions, facts: EngineFacts): Promise<Outcome<EngineView>> {
  const keep = facts.question();
  const { known } = facts;
  const outcome = await observeEngine(door, options, known);
  if (!outcome.ok) {
    facts.doubt();
    return outcome;
  }
  const { view, isOld } = outcome.value;
  if (!known.current) keep(isOld ? 'owed' : view.engine);
  return ok(view);
}

/** What an engine said of itself, for as long as nothing can have changed it unheard. */
class EngineFacts {
  #said: { readonly engine: Engine; readonly at: number } | undefined;
  #last: Engine | undefined;
  /** Counts what made facts doubtful, so that an answer to a question put before does not count as new. */
  #doubts = 0;
  #isOwed = false;

  /** What need not be asked, and what holds on while it cannot be. */
  get known(): KnownEngine {
    const current = this.#said && Date.now() - this.#said.at < factsLast ? this.#said.engine : undefined;
    return { current, last: this.#last };
  }

  /** It was asked and could not tell, though it lives: it is to be asked again, for no event will say when it can. */
  get isOwed(): boolean {
    return this.#isOwed;
  }

  /** An event told of a change, or the stream of events was not there all the time. */
  doubt(): void {
    this.#doubts += 1;
    this.#said = undefined;
  }

  /** To be called before a full question; the result takes the engine's answer, or that it owes it. */
  question(): (engine: Engine | 'owed') => void {
    const before = this.#doubts;
    const at = Date.now();
    return (engine) => {
      this.#isOwed = engine === 'owed';
      if (engine === 'owed') return;
      this.#last = engine;
      if (before === this.#doubts) this.#said = { engine, at };
    };
  }
}

/** No event reports that a host's clock was set: the date of its answers to pings does. */
class EngineClock {
  /** What its engine was asked for last; it is not asked again for the same. */
  #asked: Milliseconds | undefined;

  /** Whether a ping tells another time than the engine itself did when it was asked. */
  isNews(skew: Milliseconds | undefined, seen: Seen<EngineView> | undefined): boolean {
    const known = seen && lastOf(seen)?.value.engine.clockSkew;
    if (skew === undefined || known === undefined) return false;
    if (Math.abs(skew - known) < clockTolerance) {
      this.#asked = undefined;
      return false;
    }
    if (this.#asked !== undefined && Math.abs(skew - this.#asked) < clockTolerance) return false;
    this.#asked = skew;
    return true;
  }
}
