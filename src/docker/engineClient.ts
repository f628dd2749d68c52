/**
 * Client for Docker engines and classic swarm managers: dockerode on top of our own transport. Paths have no API version, so each
 * engine uses its own; this works for classic managers and engines from 1.9 to 29.
 */
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import { err, ok } from '../base/result.ts';
import { pause } from './slices.ts';
import { minutes, seconds } from '../base/units.ts';
import type { Milliseconds } from '../base/units.ts';
import { addressOf } from '../model/address.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { Container, Engine } from '../model/engine.ts';
import { isOfFullDisk, type Address, type Failure, type Outcome } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';
import type { OverlayNetwork } from '../model/network.ts';
import type { ContainerToRun, NetworkToCreate } from '../model/plan.ts';
import { eachObject } from './answerBody.ts';
import { readManagerInfo } from './classicInfo.ts';
import { demultiplex, readLog } from './containerLog.ts';
import type {
  CallOptions,
  ContainerSetup,
  EngineDoor,
  EventListener,
  FullDisk,
  LogFollower,
  MakeOptions,
  Pinged,
  SwarmDoor,
  Volume,
} from './doors.ts';
import { EngineCalls } from './engineCalls.ts';
import type { CallKind, Shared } from './engineCalls.ts';
import { followEvents } from './engineEvents.ts';
import type { EventFollower } from './engineEvents.ts';
import { beginning, engineFailure, FailureError, notDocker, ownWords, tooMuch } from './engineFailure.ts';
import { StatusError } from './engineModem.ts';
import type { Call, Modem } from './engineModem.ts';
import { containerCreation, imagePull, networkCreation } from './engineRequests.ts';
import {
  readContainers,
  readContainerSetup,
  readEngine,
  readNetworkKind,
  readOverlay,
  readOverlayIds,
  readVersion,
  readVolume,
} from './engineSchemas.ts';
import type { Whereabouts } from './engineSchemas.ts';
import { longestObject, ObjectTooLong } from './jsonStream.ts';
import { SwarmClient, type SwarmApi } from './swarmClient.ts';
import { readInSlices } from './tolerant.ts';

/** Default deadlines of calls other than probes. */
const deadlines = {
  pull: minutes(20),
  /** A start waits for networks and volumes, a stop for the container's grace period. */
  change: minutes(2),
  log: seconds(20),
} as const;

/** Maximum overlay networks per endpoint, each of which takes a request, and maximum endpoints in all of them. */
const mostOverlays = 2_000;
const mostEndpoints = 20_000;
/** Docker itself allows 127 layers per image. */
const mostLayers = 1_000;

/** Seconds before a stopping container is killed. */
const grace = 10;

export type Role = 'engine' | 'manager';

/** Dependencies of a client other than its machine. */
export interface Around extends Shared {
  /** Deadline of a query. */
  readonly probeTimeout: () => Milliseconds;
  readonly fullDisks: Emitter<FullDisk>;
}

/** Client of one endpoint. */
export class EngineClient implements EngineDoor, Disposable {
  readonly address: Address;
  readonly swarm: SwarmDoor;
  readonly #machine: Machine;
  readonly #role: Role;
  readonly #around: Around;
  /** Undefined while the machine has no address. */
  readonly #calls: EngineCalls | undefined;
  readonly #followers = new Set<EventFollower>();
  #isOver = false;

  constructor(machine: Machine, port: number, role: Role, around: Around) {
    this.#machine = machine;
    this.#role = role;
    this.#around = around;
    this.address = addressOf(machine.address ?? machine.name, port);
    if (machine.address !== undefined)
      this.#calls = new EngineCalls(
        { host: machine.address, port, certificates: machine.certificates },
        this.address,
        around,
      );
    this.swarm = new SwarmClient({
      address: this.address,
      ask: (options, kind, work) => this.#ask(options, kind, (docker) => work(docker as unknown as SwarmApi)),
      open: (signal, work) => this.#open(signal, (docker) => work(docker as unknown as SwarmApi)),
      failureOf: (error) => this.#streamFailure(error),
      log: around.log,
      probe: () => this.#probe(),
      notDocker: (body) => notDocker(this.address, body),
    });
  }

  async ping(options?: CallOptions): Promise<Outcome<Pinged>> {
    return this.#ask(options, this.#probe(), async (docker, call) => {
      const body: unknown = await docker.ping();
      if (body !== 'OK') throw notDocker(this.address, body);
      const at = Date.parse(call.date ?? '');
      return { clockSkew: Number.isNaN(at) ? undefined : at - (call.answeredAt ?? new Date()).getTime() };
    });
  }

  async engine(options?: CallOptions): Promise<Outcome<Engine>> {
    return this.#ask(options, this.#probe(), async (docker, call) => {
      const body: unknown = await docker.info();
      const asked = { from: call.attempt?.readyAt ?? new Date(), to: call.answeredAt ?? new Date() };
      // Engines before 1.13 do not send their API version with every response.
      const told =
        call.apiVersion === undefined ? readVersion(await docker.version()) : { apiVersion: call.apiVersion };
      const engine = readEngine(body, asked, told ?? { apiVersion: undefined });
      if (!engine || engine.version.startsWith('swarm/')) throw notDocker(this.address, engine?.version ?? body);
      return engine;
    });
  }

  async manager(options?: CallOptions): Promise<Outcome<ManagerInfo>> {
    return this.#ask(options, this.#probe(), async (docker) => {
      const info = readManagerInfo(await docker.info());
      if (!info.ok) throw notDocker(this.address, info.error);
      return info.value;
    });
  }

  async containers(options?: CallOptions): Promise<Outcome<readonly Container[]>> {
    return this.#ask(options, this.#probe(), async (docker) => {
      const body: unknown = await docker.listContainers({ all: true });
      const containers = await readInSlices(body, readContainers);
      if (!containers) throw notDocker(this.address, body);
      return containers;
    });
  }

  async overlays(options?: CallOptions): Promise<Outcome<readonly OverlayNetwork[]>> {
    const time = options?.deadline ?? this.#around.probeTimeout();
    const since = Date.now();
    const [listed, containers] = await Promise.all([
      this.#ask(options, { deadline: time }, async (docker) => {
        const all: unknown = await docker.listNetworks({ filters: { driver: ['overlay'] } });
        const ids = await readInSlices(all, readOverlayIds);
        if (!ids) throw notDocker(this.address, all);
        // Each one takes a request.
        if (ids.length > mostOverlays) throw this.#exceeded('networks', mostOverlays);
        return { all: all as readonly unknown[], ids };
      }),
      // A manager needs a second query to locate containers; if it fails, the networks are still returned.
      this.#role === 'manager' ? this.containers({ ...options, deadline: time }) : undefined,
    ]);
    if (!listed.ok) return listed;
    const whereabouts = this.#whereabouts(containers?.ok ? containers.value : []);
    // Each inspection is a separate call; all share the remaining time.
    const rest = { ...options, deadline: Math.max(1, time - (Date.now() - since)) };
    let endpoints = 0;
    let excess: FailureError | undefined;
    const counted = (network: OverlayNetwork | undefined): OverlayNetwork | undefined => {
      endpoints += network?.endpoints.length ?? 0;
      if (endpoints > mostEndpoints) excess ??= this.#exceeded('endpoints', mostEndpoints);
      return excess ? undefined : network;
    };
    const networks = await Promise.all(
      listed.value.ids.map(async (id) => {
        const inspected = await this.#ask(rest, { deadline: time }, (docker): Promise<unknown> =>
          excess ? Promise.reject(excess) : docker.getNetwork(id).inspect(),
        );
        // A network may have thousands of endpoints.
        await pause();
        const network = inspected.ok ? readOverlay(inspected.value, whereabouts) : undefined;
        if (network) return counted(network);
        // Removed since it was listed.
        if (!inspected.ok && inspected.error.kind === 'engineError' && inspected.error.status === 404) return undefined;
        // Fall back to the entry of the list.
        const entry = listed.value.all.find((each) => (each as { readonly Id?: unknown } | null)?.Id === id);
        return counted(readOverlay(entry, whereabouts));
      }),
    );
    if (excess) return err(excess.failure);
    return ok(networks.filter((network) => network !== undefined).sort((a, b) => a.name.localeCompare(b.name)));
  }

  async pullImage(
    image: string,
    options?: CallOptions & { readonly onProgress?: (line: string) => void },
  ): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.pull, isChange: true }, async (docker) => {
      const stream = (await docker.createImage(undefined, imagePull(image))) as unknown as Readable;
      const last = new Map<string, string>();
      await eachObject(this.address, stream, (body) => {
        const { id = '', status = '', error } = body as { id?: string; status?: string; error?: string };
        if (error !== undefined)
          throw new FailureError({ kind: 'engineError', address: this.address, status: 500, said: ownWords(error) });
        // The same status repeats with an updated progress bar.
        if (status === '' || last.get(id) === status) return;
        last.set(id, status);
        if (last.size > mostLayers) throw tooMuch(this.address, 'layers', mostLayers);
        options?.onProgress?.(id === '' ? status : `${id}: ${status}`);
      });
    });
  }

  async runContainer(container: ContainerToRun, options?: MakeOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      const made = await docker.createContainer(
        containerCreation(container) as unknown as Docker.ContainerCreateOptions,
      );
      if (made.id !== '') options?.onMade?.(made.id);
      await made.start();
    });
  }

  async startContainer(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, (docker) =>
      unless([304], docker.getContainer(name).start()),
    );
  }

  async stopContainer(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, (docker) =>
      unless([304], docker.getContainer(name).stop({ t: grace })),
    );
  }

  async restartContainer(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      await docker.getContainer(name).restart({ t: grace });
    });
  }

  async removeContainer(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      const container = docker.getContainer(name);
      await unless([304, 404], container.stop({ t: grace }));
      await unless([404], container.remove({ force: true }));
    });
  }

  async renameContainer(id: string, name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      await docker.getContainer(id).rename({ name });
    });
  }

  async containerSetup(id: string, options?: CallOptions): Promise<Outcome<ContainerSetup>> {
    return this.#ask(options, this.#probe(), async (docker) => {
      const body: unknown = await docker.getContainer(id).inspect();
      const setup = readContainerSetup(body);
      if (!setup) throw notDocker(this.address, body);
      return setup;
    });
  }

  async createContainer({ name, command, body }: ContainerSetup, options?: CallOptions): Promise<Outcome<string>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      const parameters = { _query: { name }, _body: { ...body, Cmd: command } };
      const { id } = await docker.createContainer(parameters as unknown as Docker.ContainerCreateOptions);
      return id;
    });
  }

  async volume(name: string, options?: CallOptions): Promise<Outcome<Volume | undefined>> {
    const found = await this.#ask(options, this.#probe(), async (docker) =>
      readVolume(await docker.getVolume(name).inspect()),
    );
    return !found.ok && found.error.kind === 'engineError' && found.error.status === 404 ? ok(undefined) : found;
  }

  async removeVolume(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, (docker) =>
      unless([404], docker.getVolume(name).remove()),
    );
  }

  async containerLog(name: string, lines: number, options?: CallOptions): Promise<Outcome<string>> {
    return this.#ask(options, { deadline: deadlines.log, wantsBytes: true }, async (docker) =>
      demultiplex(await docker.getContainer(name).logs({ stdout: true, stderr: true, tail: lines })),
    );
  }

  async followLog(name: string, lines: number, { onOpened, onText, signal }: LogFollower): Promise<Outcome<void>> {
    const opened = await this.#open(signal, async (docker) => {
      const container = docker.getContainer(name);
      return (await container.logs({ follow: true, stdout: true, stderr: true, tail: lines })) as unknown as Readable;
    });
    if (!opened.ok) return opened;
    onOpened?.();
    try {
      await readLog(opened.value, onText);
      return ok(undefined);
    } catch (error) {
      if (signal.aborted) return ok(undefined);
      return err(engineFailure(error, { address: this.address, connected: true, after: this.#around.probeTimeout() }));
    }
  }

  async createNetwork(network: NetworkToCreate, options?: MakeOptions): Promise<Outcome<void>> {
    const kind = { deadline: deadlines.change, isChange: true };
    const created = await this.#ask(options, kind, async (docker) => {
      const made = await docker.createNetwork(networkCreation(network) as unknown as Docker.NetworkCreateOptions);
      if (made.id !== '') options?.onMade?.(made.id);
    });
    // Engines return 409; managers pass on the message with a different status.
    if (created.ok || created.error.kind !== 'engineError' || !created.error.said.includes('already exists'))
      return created;
    const found = await this.#ask(options, this.#probe(), async (docker) =>
      readNetworkKind(await docker.listNetworks(), network.name),
    );
    return found.ok && found.value ? err({ kind: 'networkExists', network: network.name, ...found.value }) : created;
  }

  async removeNetwork(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.change, isChange: true }, (docker) =>
      unless([404], docker.getNetwork(name).remove()),
    );
  }

  events(listener: EventListener): Disposable {
    const follower = followEvents(
      {
        address: this.address,
        open: (signal) => this.#open(signal, async (docker) => (await docker.getEvents()) as unknown as Readable),
        failureOf: (error) => this.#streamFailure(error),
      },
      listener,
      this.#around.log,
    );
    if (this.#isOver) follower.dispose();
    else this.#followers.add(follower);
    return {
      dispose: () => {
        this.#followers.delete(follower);
        follower.dispose();
      },
    };
  }

  /** Closes idle connections. */
  dropKept(): void {
    this.#calls?.dropKept();
  }

  dispose(): void {
    this.#isOver = true;
    for (const follower of this.#followers) follower.dispose();
    this.#followers.clear();
    this.#calls?.dispose();
  }

  /** Records that there are too many overlay networks, which delays the next query for them. */
  #exceeded(of: 'networks' | 'endpoints', most: number): FailureError {
    const error = tooMuch(this.address, of, most);
    this.#calls?.restraint.exceeded('/networks', error);
    return error;
  }

  #probe(): CallKind {
    return { deadline: this.#around.probeTimeout() };
  }

  /** Maps containers to machines: an engine's run on its own machine, a manager's are named `node/name`. */
  #whereabouts(containers: readonly Container[]): Whereabouts {
    if (this.#role === 'engine') return () => this.#machine.name;
    const nodes = new Map(containers.map(({ id, name }) => [id, /^(.+?)\//.exec(name)?.[1]]));
    return (id) => nodes.get(id);
  }

  async #ask<T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (docker: Docker, call: Call) => Promise<T>,
  ): Promise<Outcome<T>> {
    if (!this.#calls) return err({ kind: 'addressUnknown', machine: this.#machine.name });
    // dockerode is large: load it at the first call.
    const { default: Dockerode } = await import('dockerode');
    const outcome = await this.#calls.run(options, kind, (modem, call) => work(dockerOver(Dockerode, modem), call));
    // The endpoint responds: reconnect waiting streams immediately.
    if (outcome.ok) for (const follower of this.#followers) follower.wake();
    else if (this.#role === 'engine' && outcome.error.kind === 'engineError' && isOfFullDisk(outcome.error))
      this.#around.fullDisks.fire({ machine: this.#machine.name, said: outcome.error.said });
    return outcome;
  }

  /** Opens a stream that ends when the signal aborts. */
  async #open(signal: AbortSignal, work: (docker: Docker) => Promise<Readable>): Promise<Outcome<Readable>> {
    if (!this.#calls) return err({ kind: 'addressUnknown', machine: this.#machine.name });
    const { default: Dockerode } = await import('dockerode');
    return this.#calls.open(signal, this.#around.probeTimeout(), (modem) => work(dockerOver(Dockerode, modem)));
  }

  /** Returns why an open stream broke; `error` is undefined if it ended normally. */
  #streamFailure(error: unknown): Failure {
    if (error === undefined) return { kind: 'engineReset', address: this.address };
    if (error instanceof ObjectTooLong) return tooMuch(this.address, 'bytes', longestObject).failure;
    if (error instanceof SyntaxError)
      return { kind: 'notDocker', address: this.address, said: beginning(error.message) };
    return engineFailure(error, { address: this.address, connected: true, after: this.#around.probeTimeout() });
  }
}

/** dockerode accepts any modem, but its types do not declare that. */
function dockerOver(Dockerode: typeof Docker, modem: Modem): Docker {
  return new Dockerode({ modem } as unknown as Docker.DockerOptions);
}

/** Ignores statuses which mean that nothing needs to change. */
async function unless(statuses: readonly number[], change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof StatusError && statuses.includes(error.status))) throw error;
  }
}
