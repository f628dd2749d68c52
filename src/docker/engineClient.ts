/** Client for Docker engines and classic swarm managers: each call is one request or a few, over the endpoint. */
import type { Readable } from 'node:stream';
import type { Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { err, ok } from '../base/result.ts';
import { minutes, seconds } from '../base/units.ts';
import type { ManagerInfo } from '../model/classicSwarm.ts';
import type { Container, Engine } from '../model/engine.ts';
import type { Outcome } from '../model/failure.ts';
import type { Address } from '../model/address.ts';
import type { OverlayNetwork } from '../model/network.ts';
import type { ContainerToRun, NetworkToCreate } from '../model/plan.ts';
import { eachObject } from './answerBody.ts';
import { readManagerInfo } from './classicInfo.ts';
import { demultiplex, readLog } from './containerLog.ts';
import type { CallOptions, ContainerSetup, EngineDoor, MakeOptions, Pinged, SwarmDoor, Volume } from './doors.ts';
import type { EventListener, LogFollower } from './engineStreams.ts';
import { engineFailure, FailureError, notDocker, ownWords, tooMuch } from './engineFailure.ts';
import type { EngineEndpoint } from './engineEndpoint.ts';
import { StatusError } from './engineModem.ts';
import { containerCreation, imagePull, networkCreation } from './engineRequests.ts';
import { readContainers, readContainerSetup, readEngine, readVersion, readVolume } from './engineSchemas.ts';
import { readNetworkKind, type Whereabouts } from './overlaySchemas.ts';
import { readOverlays } from './overlays.ts';
import { SwarmClient } from './swarmClient.ts';
import type { SwarmApi } from './swarmEndpoint.ts';
import { readInSlices } from './tolerant.ts';

/** Default deadlines of calls other than probes. */
const deadlines = {
  pull: minutes(20),
  /** A start waits for networks and volumes, a stop for the container's grace period. */
  change: minutes(2),
  log: seconds(20),
} as const;

/** Docker itself allows 127 layers per image. */
const mostLayers = 1_000;

/** Seconds before a stopping container is killed. */
const grace = 10;

/** Client of one endpoint. */
export class EngineClient implements EngineDoor, Disposable {
  readonly address: Address;
  readonly swarm: SwarmDoor;
  readonly #endpoint: EngineEndpoint;

  constructor(endpoint: EngineEndpoint, log: Log) {
    this.#endpoint = endpoint;
    this.address = endpoint.address;
    this.swarm = new SwarmClient({
      address: endpoint.address,
      ask: (options, kind, work) => endpoint.ask(options, kind, (docker) => work(docker as unknown as SwarmApi)),
      open: (signal, work) => endpoint.open(signal, (docker) => work(docker as unknown as SwarmApi)),
      failureOf: (error) => endpoint.streamFailure(error),
      log,
      probe: () => endpoint.probe(),
      notDocker: (body) => notDocker(endpoint.address, body),
    });
  }

  async ping(options?: CallOptions): Promise<Outcome<Pinged>> {
    return this.#endpoint.ask(options, this.#endpoint.probe(), async (docker, call) => {
      const body: unknown = await docker.ping();
      if (body !== 'OK') throw notDocker(this.address, body);
      const at = Date.parse(call.date ?? '');
      return { clockSkew: Number.isNaN(at) ? undefined : at - (call.answeredAt ?? new Date()).getTime() };
    });
  }

  async engine(options?: CallOptions): Promise<Outcome<Engine>> {
    return this.#endpoint.ask(options, this.#endpoint.probe(), async (docker, call) => {
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
    return this.#endpoint.ask(options, this.#endpoint.probe(), async (docker) => {
      const info = readManagerInfo(await docker.info());
      if (!info.ok) throw notDocker(this.address, info.error);
      return info.value;
    });
  }

  async containers(options?: CallOptions): Promise<Outcome<readonly Container[]>> {
    return this.#endpoint.ask(options, this.#endpoint.probe(), async (docker) => {
      const body: unknown = await docker.listContainers({ all: true });
      const containers = await readInSlices(body, readContainers);
      if (!containers) throw notDocker(this.address, body);
      return containers;
    });
  }

  async overlays(options?: CallOptions): Promise<Outcome<readonly OverlayNetwork[]>> {
    const endpoint = this.#endpoint;
    return readOverlays(
      {
        address: this.address,
        ask: (each, kind, work) => endpoint.ask(each, kind, work),
        probeTimeout: () => endpoint.probe().deadline,
        whereabouts: (each) => this.#whereabouts(each),
        exceeded: (of, most) => endpoint.exceeded(of, most),
      },
      options,
    );
  }

  async pullImage(
    image: string,
    options?: CallOptions & { readonly onProgress?: (line: string) => void },
  ): Promise<Outcome<void>> {
    return this.#endpoint.ask(options, { deadline: deadlines.pull, isChange: true }, async (docker) => {
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
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      const made = await docker.createContainer(containerCreation(container));
      if (made.id !== '') options?.onMade?.(made.id);
      await made.start();
    });
  }

  async startContainer(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, (docker) =>
      unless([304], docker.getContainer(name).start()),
    );
  }

  async stopContainer(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, (docker) =>
      unless([304], docker.getContainer(name).stop({ t: grace })),
    );
  }

  async restartContainer(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      await docker.getContainer(name).restart({ t: grace });
    });
  }

  async removeContainer(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      const container = docker.getContainer(name);
      await unless([304, 404], container.stop({ t: grace }));
      await unless([404], container.remove({ force: true }));
    });
  }

  async renameContainer(id: string, name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      await docker.getContainer(id).rename({ name });
    });
  }

  async containerSetup(id: string, options?: CallOptions): Promise<Outcome<ContainerSetup>> {
    return this.#endpoint.ask(options, this.#endpoint.probe(), async (docker) => {
      const body: unknown = await docker.getContainer(id).inspect();
      const setup = readContainerSetup(body);
      if (!setup) throw notDocker(this.address, body);
      return setup;
    });
  }

  async createContainer({ name, command, body }: ContainerSetup, options?: CallOptions): Promise<Outcome<string>> {
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, async (docker) => {
      const parameters = { _query: { name }, _body: { ...body, Cmd: command } };
      const { id } = await docker.createContainer(parameters);
      return id;
    });
  }

  async volume(name: string, options?: CallOptions): Promise<Outcome<Volume | undefined>> {
    const found = await this.#endpoint.ask(options, this.#endpoint.probe(), async (docker) =>
      readVolume(await docker.getVolume(name).inspect()),
    );
    return !found.ok && found.error.kind === 'engineError' && found.error.status === 404 ? ok(undefined) : found;
  }

  async removeVolume(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, (docker) =>
      unless([404], docker.getVolume(name).remove()),
    );
  }

  async containerLog(name: string, lines: number, options?: CallOptions): Promise<Outcome<string>> {
    return this.#endpoint.ask(options, { deadline: deadlines.log, wantsBytes: true }, async (docker) =>
      demultiplex(await docker.getContainer(name).logs({ stdout: true, stderr: true, tail: lines })),
    );
  }

  async followLog(name: string, lines: number, { onOpened, onText, signal }: LogFollower): Promise<Outcome<void>> {
    const opened = await this.#endpoint.open(signal, async (docker) => {
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
      return err(
        engineFailure(error, { address: this.address, connected: true, after: this.#endpoint.probe().deadline }),
      );
    }
  }

  async createNetwork(network: NetworkToCreate, options?: MakeOptions): Promise<Outcome<void>> {
    const kind = { deadline: deadlines.change, isChange: true };
    const created = await this.#endpoint.ask(options, kind, async (docker) => {
      const made = await docker.createNetwork(networkCreation(network));
      if (made.id !== '') options?.onMade?.(made.id);
    });
    // Engines return 409; managers pass on the message with a different status.
    if (created.ok || created.error.kind !== 'engineError' || !created.error.said.includes('already exists'))
      return created;
    const found = await this.#endpoint.ask(options, this.#endpoint.probe(), async (docker) =>
      readNetworkKind(await docker.listNetworks(), network.name),
    );
    return found.ok && found.value ? err({ kind: 'networkExists', network: network.name, ...found.value }) : created;
  }

  async removeNetwork(name: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#endpoint.ask(options, { deadline: deadlines.change, isChange: true }, (docker) =>
      unless([404], docker.getNetwork(name).remove()),
    );
  }

  events(listener: EventListener): Disposable {
    return this.#endpoint.events(listener);
  }

  /** Closes idle connections. */
  dropKept(): void {
    this.#endpoint.dropKept();
  }

  dispose(): void {
    this.#endpoint.dispose();
  }

  /** Maps containers to machines: an engine's run on its own machine, a manager's are named `node/name`. */
  async #whereabouts(options: CallOptions): Promise<Whereabouts> {
    const { role, machine } = this.#endpoint;
    if (role === 'engine') return () => machine.name;
    // A manager needs a second query to locate containers; if it fails, the networks are still returned.
    const containers = await this.containers(options);
    const nodes = new Map(
      (containers.ok ? containers.value : []).map(({ id, name }) => [id, /^(.+?)\//.exec(name)?.[1]]),
    );
    return (id) => nodes.get(id);
  }
}

/** Ignores statuses which mean that nothing needs to change. */
async function unless(statuses: readonly number[], change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof StatusError && statuses.includes(error.status))) throw error;
  }
}
