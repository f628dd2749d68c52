/** An engine's description of itself and its containers. */
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

/** Changes without an event (a reloaded key, a node promoted elsewhere) are observed after this at the latest. */
const factsLast: Milliseconds = seconds(60);
/** Pause before an engine that could not describe itself is queried again: it waits while the managers of its swarm elect a leader. */
const owedPause: Milliseconds = seconds(5);
const backgroundOwedPause: Milliseconds = seconds(30);
/** Apparent skew of synchronized clocks, caused by HTTP's resolution of one second and the latency. */
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

/** Caches an engine's description of itself until a change may have gone unnoticed. */
class EngineFacts {
  #said: { readonly engine: Engine; readonly at: number } | undefined;
  #last: Engine | undefined;
  /** Counts doubts, so that an answer to an earlier query does not count as new. */
  #doubts = 0;
  #isOwed = false;

  /** `current`: facts recent enough to reuse; `last`: facts to keep while the engine cannot answer. */
  get known(): KnownEngine {
    const current = this.#said && Date.now() - this.#said.at < factsLast ? this.#said.engine : undefined;
    return { current, last: this.#last };
  }

  /** The engine is alive but could not answer. It must be queried again, because no event reports when it can. */
  get isOwed(): boolean {
    return this.#isOwed;
  }

  /** An event reported a change, or the event stream was interrupted. */
  doubt(): void {
    this.#doubts += 1;
    this.#said = undefined;
  }

  /** Call this before a full query. Pass the engine's answer to the returned function, or 'owed' if it gave none. */
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

/** No event reports that a host's clock was set, but the date of its ping answers shows it. */
class EngineClock {
  /** The skew that last caused a query. The same skew does not cause another. */
  #asked: Milliseconds | undefined;

  /** Whether the clock skew in a ping differs from the one in the engine's answer. */
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
