/** The queries behind a snapshot, each through one client. None throws, and none waits for another. */
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

/** What is known about an engine before it is asked. */
export interface KnownEngine {
  /** What it reported about itself, if still valid: then only its containers are queried. */
  readonly current: Engine | undefined;
  /** Its last report, however old. */
  readonly last: Engine | undefined;
}

/** `isOld`: the engine's report is an earlier one. */
export interface EngineAnswer {
  readonly view: EngineView;
  readonly isOld: boolean;
}

/**
 * Queries one engine and its containers in one round. `/info` runs two programs on the host each time (runc and docker-init for their
 * versions): 13 ms instead of 1 ms (observed with 20.10.5). It also waits for the swarm's leader: without one it takes 20 s although the
 * engine is healthy (observed with 26.1.5); the last report is used then.
 */
export async function observeEngine(
  door: EngineDoor,
  options: CallOptions,
  { current, last }: KnownEngine = { current: undefined, last: undefined },
): Promise<Outcome<EngineAnswer>> {
  // Sequentially over one connection: in parallel each would need its own handshake, which costs both sides more.
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

/** Counts as the engine does for `/info`: containers neither running nor paused are stopped. */
function counted(containers: readonly Container[]): ContainerCounts {
  const running = containers.filter(({ state }) => state === 'running').length;
  const paused = containers.filter(({ state }) => state === 'paused').length;
  return { total: containers.length, running, paused, stopped: containers.length - running - paused };
}

/**
 * Asks docker-machine whether the machine runs, which takes 15 s if packets are dropped: only for the moment an engine stops answering, not
 * for polling.
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
 * The flag that made an engine exit, from its host's journal over ssh; undefined if none is found or the host cannot be asked. Only for the
 * moment an engine starts to refuse and for a refresh, not for a timer.
 */
export async function observeRefusedFlag(
  tool: MachineTool,
  machine: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const outcome = await tool.run(journalCommand(machine), { signal, deadline: seconds(20) });
  return outcome.ok ? outcome.value : undefined;
}

/** The command as data. Uses sudo, like docker-machine, as the ssh user may not be root. */
export function journalCommand(machine: string): MachineCommand<string | undefined> {
  const { args, deadline, refused } = ssh(machine, ['sudo', 'journalctl', '-u', 'docker', '-n', '30', '--no-pager']);
  return { args, deadline, refused, parse: (stdout) => ok(/unknown flag: --([a-z][a-z-]*)/.exec(stdout)?.[1]) };
}

/** With less space, engines report a full disk. */
const leastRoom: Bytes = 16 * 1024 * 1024;

/**
 * Whether a host has enough disk space for its engine's data (`directory`) and for unpacking, by `df` over ssh; undefined if the host
 * cannot be asked. Only for a refresh, not for a timer.
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

/** The command as data. The temporary directory may be a separate file system. */
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

/** The result of a host connecting to its key-value store. */
export type Reach = ClusterKeyValueStore['reach'] extends ReadonlyMap<string, infer T> ? T : never;

/**
 * Whether a machine's host reaches the key-value store, tried from that host over ssh; undefined if unknown (no ssh or curl there). Only
 * for a refresh or a change, not for a timer: it runs docker-machine.
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

/** The command as data; undefined if the URL's host cannot be embedded safely. */
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
