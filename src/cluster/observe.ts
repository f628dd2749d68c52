/** The questions that the picture is made of, each asked of one door. None throws, and none waits for another. */
import { err, ok } from '../base/result.ts';
import { seconds, type Bytes } from '../base/units.ts';
import type { CallOptions, EngineDoor, MachineCommand, MachineTool } from '../docker/doors.ts';
import { ssh, status } from '../docker/machineCommands.ts';
import type { ClusterKeyValueStore } from '../model/cluster.ts';
import type { Container, ContainerCounts, Engine } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { storeUrlText, type StoreUrl } from '../model/keyValueStore.ts';
import type { EngineView, SeenMachine } from '../model/snapshot.ts';
import { tryConnect, tryDeadline, type Tried } from './tryConnect.ts';

/** What is known of an engine before it is asked. */
export interface KnownEngine {
  /** What it said of itself, where nothing can have changed that since: then it is only asked for its containers. */
  readonly current: Engine | undefined;
  /** What it said of itself last, however old. */
  readonly last: Engine | undefined;
}

/** `isOld`: what it says of itself it did not say now. */
export interface EngineAnswer {
  readonly view: EngineView;
  readonly isOld: boolean;
}

/**
 * What one engine says of itself and its containers, in one round of questions. `/info` runs two programs on the host each time
 * (runc and docker-init for their versions), 13 ms against 1 ms (seen with 20.10.5). And it waits for the swarm's leader: while
 * managers have none it takes 20 s, although the engine is well (seen with 26.1.5): then what it said last holds on.
 */
export async function observeEngine(
  door: EngineDoor,
  options: CallOptions,
  { current, last }: KnownEngine = { current: undefined, last: undefined },
): Promise<Outcome<EngineAnswer>> {
  // One after the other over one connection: side by side each would have a handshake of its own, which costs both sides more.
  const began = Date.now();
  const listed = await door.containers(options);
  if (!listed.ok) return listed;
  const containers = listed.value;
  const { deadline } = options;
  const rest =
    deadline === undefined ? options : { ...options, deadline: Math.max(1, deadline - (Date.now() - began)) };
  const said = current ? ok(current) : await door.engine(rest);
  const answer = (engine: Engine, isOld: boolean): Outcome<EngineAnswer> => ok({ view: { engine, containers }, isOld });
  if (said.ok) return answer(current ? withCounts(current, containers) : said.value, false);
  if (said.error.kind !== 'engineSilent') return said;
  return last ? answer(withCounts(last, containers), true) : err({ kind: 'engineReticent', address: door.address });
}

function withCounts(engine: Engine, containers: readonly Container[]): Engine {
  return { ...engine, containers: counted(containers) };
}

/** As the engine counts them for its `/info`: what neither runs nor is paused is stopped. */
function counted(containers: readonly Container[]): ContainerCounts {
  const running = containers.filter(({ state }) => state === 'running').length;
  const paused = containers.filter(({ state }) => state === 'paused').length;
  return { total: containers.length, running, paused, stopped: containers.length - running - paused };
}

/**
 * Whether the driver says that the machine runs. Asks docker-machine, which needs 15 s where packets vanish: for the moment at
 * which an engine falls silent, never to be kept up to date.
 */
export async function observePower(
  tool: MachineTool,
  machine: string,
  signal: AbortSignal,
): Promise<SeenMachine['power']> {
  const state = await tool.run(status(machine), { signal });
  if (!state.ok) return 'unknown';
  switch (state.value) {
    case 'Running':
      return 'running';
    case 'Stopped':
    case 'Saved':
    case 'Paused':
      return 'stopped';
    case 'Stopping':
    case 'Starting':
    case 'Error':
    case 'Timeout':
    case 'Not Found':
      return 'unknown';
  }
}

/**
 * The flag that an engine died of, by its host's journal over ssh; undefined: it tells of none, or cannot be asked. For the moment
 * at which an engine refuses, and for a refresh, never for a timer.
 */
export async function observeRefusedFlag(
  tool: MachineTool,
  machine: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const outcome = await tool.run(journalCommand(machine), { signal, deadline: seconds(20) });
  return outcome.ok ? outcome.value : undefined;
}

/** As data. Who asks need not be root there; docker-machine itself relies on sudo. */
export function journalCommand(machine: string): MachineCommand<string | undefined> {
  const { args, deadline, refused } = ssh(machine, ['sudo', 'journalctl', '-u', 'docker', '-n', '30', '--no-pager']);
  return { args, deadline, refused, parse: (stdout) => ok(/unknown flag: --([a-z][a-z-]*)/.exec(stdout)?.[1]) };
}

/** Less than this engines call none. */
const leastRoom: Bytes = 16 * 1024 * 1024;

/**
 * Whether there is room where a host's engine keeps its data (`directory`) and what it unpacks on the way, by `df` over ssh; undefined:
 * the host cannot be asked. For a refresh, never for a timer.
 */
export async function observeRoom(
  tool: MachineTool,
  machine: string,
  directory: string,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const outcome = await tool.run(roomCommand(machine, directory), { signal, deadline: seconds(20) });
  return outcome.ok ? outcome.value : undefined;
}

/** As data. The temporary directory may be a file system of its own. */
export function roomCommand(machine: string, directory: string): MachineCommand<boolean | undefined> {
  const root = directory.startsWith('/') ? directory : '/var/lib/docker';
  const { args, deadline, refused } = ssh(machine, ['sudo', 'df', '-Pk', root, `${root}/tmp`]);
  return {
    args,
    deadline,
    refused,
    parse: (stdout) => {
      // POSIX: name, blocks, used, available, percent, mount point.
      const free = [...stdout.matchAll(/^.*\s\d+\s+\d+\s+(-?\d+)\s+\d+%\s/gm)].map(
        ([, blocks]) => Number(blocks) * 1024,
      );
      return ok(free.length === 0 ? undefined : free.every((bytes) => bytes >= leastRoom));
    },
  };
}

/** What a host found when it tried its cluster's store. */
export type Reach = ClusterKeyValueStore['reach'] extends ReadonlyMap<string, infer T> ? T : never;

/**
 * Whether a machine's host reaches the store, tried from that host over ssh; undefined where it cannot be told (no ssh, no curl there).
 * For a refresh or a change, never for a timer: it runs docker-machine.
 */
export async function observeReach(
  tool: MachineTool,
  machine: string,
  url: StoreUrl,
  signal: AbortSignal,
): Promise<Reach | undefined> {
  const command = reachCommand(machine, url);
  if (!command) return undefined;
  const outcome = await tool.run(command, { signal, deadline: seconds(20) });
  return outcome.ok ? outcome.value : undefined;
}

/** The measurement as data; undefined where the URL's host could not be written into it safely. */
export function reachCommand(machine: string, url: StoreUrl): MachineCommand<Reach | undefined> | undefined {
  const command = tryConnect(machine, url.hosts);
  if (!command) return undefined;
  const { args, deadline, refused } = command;
  return {
    args,
    deadline,
    refused,
    parse: (stdout) => {
      const tried = command.parse(stdout);
      return tried.ok ? ok(tried.value && asReach(tried.value, url)) : tried;
    },
  };
}

function asReach(tried: Tried, url: StoreUrl): Reach {
  if (tried.reached) return tried;
  const text = storeUrlText(url);
  const failures: Readonly<Record<typeof tried.why, Failure>> = {
    silent: { kind: 'storeSilent', url: text, after: tryDeadline },
    refused: { kind: 'storeRefused', url: text },
    unreachable: { kind: 'storeUnreachable', url: text, said: tried.said },
  };
  return { reached: false, failure: failures[tried.why] };
}
