/** Follows the log of a service's tasks, switching managers when needed, until the reader stops. */
import { sleep } from '../base/async.ts';
import { ok } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { LogLine, LogStart } from '../docker/engineStreams.ts';
import { findCluster, findMachine, type Snapshot } from '../model/snapshot.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { now } from '../model/seen.ts';
import type { ServiceLogLine } from '../model/steering.ts';
import { taskName, type SwarmView } from '../model/swarmMode.ts';
import type { ClusterStore, ServiceLogListener } from './services.ts';
import { SwarmLook, type Looking } from './swarmLook.ts';

export interface LogFollowing {
  readonly looking: Looking;
  readonly onDidChange: ClusterStore['onDidChange'];
  readonly cluster: string;
  readonly service: string;
  readonly listener: ServiceLogListener;
  readonly signal: AbortSignal;
  /** Only lines after this time, in the format of `ServiceLogLine.at`; undefined: the last lines of each task. */
  readonly since?: string | undefined;
  readonly backOff?: { readonly first: Milliseconds; readonly most: Milliseconds };
}

/** How many earlier lines of each task are shown. */
const tail = 100;

/** Clocks of hosts differ, and lines of some hosts arrive late: this much is requested again, and known lines are dropped. */
const overlap: Milliseconds = seconds(10);

export async function followServiceLog(following: LogFollowing): Promise<Outcome<void>> {
  const {
    looking,
    cluster,
    service: name,
    listener,
    signal,
    backOff = { first: seconds(1), most: seconds(30) },
  } = following;
  const said = new Said(following.since);
  let id: string | undefined;
  let wait = backOff.first;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const look = await SwarmLook.take(cluster, looking, signal);
    if (isOver()) break;
    if (look.ok) {
      const service = look.value.service(id ?? name);
      // A service removed while its log is followed ends the log without a failure.
      if (!service.ok) return id === undefined ? service : ok(undefined);
      id = service.value.id;
      const over = await followOnce(following, look.value, id, said, () => {
        wait = backOff.first;
      });
      if (over === undefined) break;
      if (over === 'gone') return ok(undefined);
      listener.onLost(over);
    } else if (id === undefined || look.error.kind === 'clusterUnknown') return look;
    else listener.onLost(look.error);
    await sleep(wait, signal);
    wait = Math.min(backOff.most, wait * 2);
  }
  return ok(undefined);
}

/** Follows one stream to its end; undefined: the reader stopped. */
function followOnce(
  { listener, signal, onDidChange, cluster }: LogFollowing,
  look: SwarmLook,
  service: string,
  said: Said,
  onOpen: () => void,
): Promise<Failure | 'gone' | undefined> {
  const { speaker } = look.managers;
  if (!speaker) return Promise.resolve({ kind: 'clusterUnknown', cluster });
  const names = new TaskNames(look, service);
  const began = Date.now();
  return new Promise((resolve) => {
    const end = (why: Failure | 'gone' | undefined): void => {
      stream.dispose();
      watching.dispose();
      signal.removeEventListener('abort', abort);
      // Deliver lines that still wait for a task name first.
      void names.settled().then(() => {
        resolve(why);
      });
    };
    const abort = (): void => {
      end(undefined);
    };
    // A stream ends neither when its service is removed (seen with 26.1.5) nor when its manager freezes.
    const watching = onDidChange((snapshot) => {
      if (isGone(snapshot, cluster, service)) end('gone');
      const silence = silenceOf(speaker.machine.name, snapshot, began);
      if (silence) end(silence);
    });
    const stream = speaker.door.swarm.followLog(service, said.start(), {
      onOpen: () => {
        onOpen();
        listener.onConnected(speaker.machine.name);
      },
      onLine: (line) => {
        if (said.isNew(line))
          names.name(line, (named) => {
            if (!signal.aborted) listener.onLine(named);
          });
      },
      onOver: end,
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

/** Why a machine's engine does not answer. Failures before `after` are ignored, because the engine has answered since. */
function silenceOf(machine: string, snapshot: Snapshot, after: number): Failure | undefined {
  const engine = findMachine(snapshot, machine)?.engine;
  return engine?.state === 'failed' && engine.at.getTime() > after ? engine.failure : undefined;
}

function isGone(snapshot: Snapshot, cluster: string, service: string): boolean {
  const swarm = findCluster(snapshot, cluster)?.swarm;
  const view = swarm && now(swarm.view);
  return view?.services.every(({ id }) => id !== service) ?? false;
}

/** Remembers the lines already delivered, so that a reopened stream continues where the previous one broke. */
class Said {
  readonly #since: string | undefined;
  readonly #lastOf = new Map<string, string>();

  constructor(since: string | undefined) {
    this.#since = since;
  }

  start(): LogStart {
    const last = [...this.#lastOf.values()].sort().at(-1);
    if (last === undefined) return this.#since === undefined ? { tail } : { since: this.#since };
    return { since: new Date(Date.parse(last) - overlap).toISOString() };
  }

  /** Lines of one task arrive in order. */
  isNew({ taskId, at }: LogLine): boolean {
    if (at === '') return true;
    const before = this.#lastOf.get(taskId) ?? this.#since ?? '';
    if (at <= before) return false;
    this.#lastOf.set(taskId, at);
    return true;
  }
}

/** Names the tasks that write the lines. For a task created since, reads the swarm again; its lines wait for the answer. */
class TaskNames {
  readonly #look: SwarmLook;
  readonly #service: string;
  readonly #names = new Map<string, string>();
  #queue: Promise<void> | undefined;

  constructor(look: SwarmLook, service: string) {
    this.#look = look;
    this.#service = service;
    this.#learn(look.view);
  }

  name(line: LogLine, tell: (named: ServiceLogLine) => void): void {
    const known = this.#named(line);
    if (known && !this.#queue) {
      tell(known);
      return;
    }
    const queue: Promise<void> = (this.#queue ?? Promise.resolve())
      .then(async () => {
        if (!this.#names.has(line.taskId)) await this.#ask(line);
        const named = this.#named(line);
        if (named) tell(named);
      })
      .finally(() => {
        if (this.#queue === queue) this.#queue = undefined;
      });
    this.#queue = queue;
  }

  async settled(): Promise<void> {
    await this.#queue;
  }

  #named({ taskId, at, stream, text }: LogLine): ServiceLogLine | undefined {
    const task = taskId === '' ? '' : this.#names.get(taskId);
    return task === undefined ? undefined : { at, task, stream, text };
  }

  async #ask({ taskId, nodeId }: LogLine): Promise<void> {
    if (taskId === '') return;
    const view = await this.#look.again();
    if (view.ok) this.#learn(view.value);
    if (!this.#names.has(taskId)) this.#names.set(taskId, `${short(taskId)}@${short(nodeId)}`);
  }

  #learn(view: SwarmView): void {
    const service = view.services.find(({ id }) => id === this.#service);
    if (!service) return;
    for (const task of view.tasks) {
      if (task.serviceId !== service.id || task.nodeId === '') continue;
      const hostname = view.nodes.find(({ id }) => id === task.nodeId)?.hostname ?? short(task.nodeId);
      this.#names.set(task.id, `${taskName(task, service, view)}.${short(task.id)}@${hostname}`);
    }
  }
}

/** Shortens an ID as Docker does. */
const short = (id: string): string => id.slice(0, 12);
