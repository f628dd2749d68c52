/** What is watched of one machine: its engine, and the classic swarm manager beside it. */
import type { Disposable } from '../base/lifetime.ts';
import { Rerun } from '../base/rerun.ts';
import { err, ok } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import { observeEngine } from '../cluster/observe.ts';
import type { CallOptions, EngineDoor, EngineEvent, Pinged } from '../docker/doors.ts';
import { isWellNode, type ManagerInfo } from '../model/classicSwarm.ts';
import type { Outcome } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';
import type { Seen } from '../model/seen.ts';
import type { EngineView } from '../model/snapshot.ts';
import { EngineClock } from './engineClock.ts';
import { EngineFacts } from './engineFacts.ts';
import { EndpointWatch } from './endpointWatch.ts';
import { slowPace, unwellPace } from './paces.ts';
import type { Watching } from './watching.ts';

export interface MachineWatch extends Disposable {
  readonly machine: Machine;
  /** Undefined: it has no address. */
  readonly engine: Watched | undefined;
  /** Its classic swarm manager; undefined: it was not made to be one. */
  readonly manager: Watched | undefined;
  /** Has the engine tell all of itself at the next question. */
  readonly doubt: () => void;
}

export interface Watched {
  readonly ask: Rerun;
  readonly watch: EndpointWatch;
}

/** Who is told what became of the questions, and what happens there. */
export interface MachineListener {
  readonly onEngine: (outcome: Outcome<EngineView>) => void;
  readonly onManager: (outcome: Outcome<ManagerInfo>) => void;
  readonly onEngineEvent: (event: EngineEvent) => void;
  readonly onManagerEvent: (event: EngineEvent) => void;
  /** The engine's stream of events came up or broke. */
  readonly onEngineGap: () => void;
}

/** Container events that change nothing one sees, by the beginning of their action (`exec_create: sh`). */
const idleActions = ['exec_', 'top', 'attach', 'detach', 'resize', 'archive-path', 'extract-to-dir', 'export', 'copy'];

/** Events that change no more of an engine than its list of containers. */
const countedEvents: readonly EngineEvent['type'][] = ['container', 'network', 'volume'];

/** How long an engine is left alone that could not tell of itself: while managers of its swarm elect, it waits for them. */
const owedPace: Milliseconds = seconds(5);

export function watchMachine(machine: Machine, watching: Watching, listener: MachineListener): MachineWatch {
  const { name } = machine;
  const facts = new EngineFacts();
  const clock = new EngineClock();
  const doubt = (): void => {
    facts.doubt();
  };
  if (machine.address === undefined)
    return { machine, engine: undefined, manager: undefined, doubt, dispose: () => undefined };
  const { doors, findings } = watching;
  const engine = watchEndpoint(watching, {
    name,
    answers: findings.engines,
    door: doors.engines.engine(machine),
    question: (door, options) => askEngine(door, options, facts),
    record: listener.onEngine,
    askEvery: () => (facts.isOwed ? owedPace : Infinity),
    onPinged: ({ clockSkew }) => {
      const isNews = clock.isNews(clockSkew, findings.engines.get(name));
      if (isNews) doubt();
      return isNews;
    },
    onEvent: (event) => {
      if (!countedEvents.includes(event.type) || tellsOfJoin(event)) doubt();
      listener.onEngineEvent(event);
    },
    onGap: () => {
      doubt();
      listener.onEngineGap();
    },
  });
  const manager = machine.swarm?.isMaster
    ? watchEndpoint(watching, {
        name,
        answers: findings.managers,
        door: doors.engines.manager(machine),
        question: (door, options) => door.manager(options),
        record: listener.onManager,
        askEvery: () => managerPace(watching, name),
        onEvent: listener.onManagerEvent,
        onGap: () => undefined,
      })
    : undefined;
  return {
    machine,
    engine,
    manager,
    doubt,
    dispose: () => {
      for (const each of [engine, manager]) {
        each?.watch.dispose();
        each?.ask.dispose();
      }
    },
  };
}

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

/** An engine that joins a swarm as a worker tells of nothing but the network that comes with it. */
function tellsOfJoin({ type, name }: EngineEvent): boolean {
  return type === 'network' && name === 'ingress';
}

/** A manager that does not call every node healthy is asked more often, for no event tells when it changes its mind. */
function managerPace({ attention, findings }: Watching, name: string): Milliseconds {
  if (attention() === 'background') return 0;
  const info = findings.managers.get(name);
  const isWell = info?.state === 'seen' && info.value.nodes.every(isWellNode);
  return isWell ? slowPace : unwellPace;
}

/** Begins to watch an endpoint and to ask it. */
function watchEndpoint<T>(
  { attention, watched, gate, pingGate, timeout, confirmed, bug }: Watching,
  endpoint: {
    readonly name: string;
    /** Where its answers are kept, under its name. */
    readonly answers: Map<string, Seen<T>>;
    readonly door: EngineDoor;
    readonly question: (door: EngineDoor, options: CallOptions) => Promise<Outcome<T>>;
    readonly record: (outcome: Outcome<T>) => void;
    readonly askEvery: () => Milliseconds;
    /** Whether a ping told something for which it must be asked. */
    readonly onPinged?: (pinged: Pinged) => boolean;
    readonly onEvent: (event: EngineEvent) => void;
    readonly onGap: () => void;
  },
): Watched {
  const { name, answers, door, question, record, askEvery, onPinged, onEvent, onGap } = endpoint;
  const ask = new Rerun(async (signal) => {
    const outcome = await gate(() => question(door, { signal, deadline: timeout() }));
    if (signal.aborted) return;
    watch.answered(outcome);
    record(outcome);
  }, bug);
  const watch = new EndpointWatch({
    door,
    ask,
    askEvery,
    attention,
    watched,
    timeout,
    gate: pingGate,
    state: () => answers.get(name)?.state ?? 'waiting',
    onAlive: (pinged) => {
      const seen = answers.get(name);
      if (seen?.state !== 'seen') return;
      // What it said still holds, as events would have told otherwise.
      answers.set(name, { ...seen, at: new Date() });
      confirmed();
      if (onPinged?.(pinged) === true) ask.soon();
    },
    onSilent: (failure) => {
      record(err(failure));
    },
    onEvent: (event) => {
      if (!idleActions.some((idle) => event.action.startsWith(idle))) onEvent(event);
    },
    onGap,
  });
  void ask.now();
  return { ask, watch };
}
