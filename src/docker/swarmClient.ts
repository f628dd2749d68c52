/** Client for the swarm mode API of an engine. Most calls need a manager and a quorum. */
import type { Disposable } from '../base/lifetime.ts';
import { err } from '../base/result.ts';
import { minutes, seconds } from '../base/units.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type {
  JoinTokens,
  NodeChange,
  NodeRole,
  ServiceChange,
  SwarmNode,
  SwarmToEnter,
  SwarmToInit,
  SwarmView,
} from '../model/swarmMode.ts';
import type { CallOptions, MakeOptions, SwarmDoor } from './doors.ts';
import type { LogListener, LogStart } from './engineStreams.ts';
import type { CallKind } from './engineCalls.ts';
import { StatusError } from './engineModem.ts';
import type { Parameters } from './engineRequests.ts';
import { logQuery, readServiceLog } from './serviceLog.ts';
import { changedNode, changedService, swarmInit, swarmJoin } from './swarmRequests.ts';
import {
  nodeOrder,
  readChangeable,
  readNodes,
  readServices,
  readSwarm,
  readTasks,
  readUnlockKey,
  serviceOrder,
  taskOrder,
} from './swarmSchemas.ts';
import { readInSlices } from './tolerant.ts';
import type { SwarmApi, SwarmEndpoint } from './swarmEndpoint.ts';

const deadlines = {
  /** A manager that loses its quorum during a change reports it after 20 s. */
  change: minutes(1),
  /** A join stops waiting after 20 s and continues in the background (observed with 26.1.5). */
  join: seconds(40),
} as const;

/** Maximum attempts if another change comes between reading and writing. */
const tries = 3;

export class SwarmClient implements SwarmDoor {
  readonly #endpoint: SwarmEndpoint;

  constructor(endpoint: SwarmEndpoint) {
    this.#endpoint = endpoint;
  }

  async view(options?: CallOptions): Promise<Outcome<SwarmView>> {
    return this.#ask(options, this.#endpoint.probe(), async (docker) => {
      const bodies = await Promise.all([docker.listNodes(), docker.listServices(), docker.listTasks()]);
      const nodes = await readInSlices(bodies[0], readNodes, nodeOrder);
      const services = await readInSlices(bodies[1], readServices, serviceOrder);
      const tasks = await readInSlices(bodies[2], readTasks, taskOrder);
      if (!nodes || !services || !tasks) throw this.#endpoint.notDocker(bodies[0]);
      return { nodes, services, tasks };
    });
  }

  async nodes(options?: CallOptions): Promise<Outcome<readonly SwarmNode[]>> {
    return this.#ask(options, this.#endpoint.probe(), async (docker) => {
      const body = await docker.listNodes();
      const nodes = await readInSlices(body, readNodes, nodeOrder);
      if (!nodes) throw this.#endpoint.notDocker(body);
      return nodes;
    });
  }

  async init(swarm: SwarmToInit, options?: MakeOptions): Promise<Outcome<void>> {
    return this.#change(options, async (docker) => {
      const node: unknown = await docker.swarmInit(swarmInit(swarm));
      if (typeof node === 'string' && node !== '') options?.onMade?.(node);
    });
  }

  async join(swarm: SwarmToEnter, options?: CallOptions): Promise<Outcome<void>> {
    return this.#ask(options, { deadline: deadlines.join, isChange: true }, async (docker) => {
      await docker.swarmJoin(swarmJoin(swarm));
    });
  }

  async leave(how: { readonly force: boolean }, options?: CallOptions): Promise<Outcome<void>> {
    const left = await this.#change(options, async (docker) => {
      await docker.swarmLeave({ force: how.force });
    });
    // 503, or 406 from older engines: not in a swarm.
    return !left.ok && left.error.kind === 'notInSwarm' ? { ok: true, value: undefined } : left;
  }

  async joinTokens(options?: CallOptions): Promise<Outcome<JoinTokens>> {
    return this.#ask(options, this.#endpoint.probe(), async (docker) => (await this.#swarm(docker)).tokens);
  }

  async rotateJoinTokens(roles: readonly NodeRole[], options?: CallOptions): Promise<Outcome<void>> {
    return this.#change(options, async (docker) => {
      const { version, spec } = await this.#swarm(docker);
      const query = {
        version: String(version),
        ...(roles.includes('worker') ? { rotateWorkerToken: 'true' } : {}),
        ...(roles.includes('manager') ? { rotateManagerToken: 'true' } : {}),
      };
      await docker.swarmUpdate({ _query: query, _body: spec });
    });
  }

  async unlockKey(options?: CallOptions): Promise<Outcome<string>> {
    return this.#ask(options, this.#endpoint.probe(), async (docker) => {
      // dockerode has no method for this.
      const body = await dial(docker, '/swarm/unlockkey');
      const key = readUnlockKey(body);
      if (key === undefined) throw this.#endpoint.notDocker(body);
      return key;
    });
  }

  async updateNode(id: string, change: NodeChange, options?: CallOptions): Promise<Outcome<void>> {
    return this.#change(options, async (docker) => {
      const node = docker.getNode(id);
      await this.#changed(
        await node.inspect(),
        (spec) => changedNode(spec, change),
        (parameters) => node.update(parameters),
      );
    });
  }

  async removeNode(id: string, how: { readonly force: boolean }, options?: CallOptions): Promise<Outcome<void>> {
    return this.#change(options, (docker) => unlessGone(docker.getNode(id).remove({ force: how.force })));
  }

  async updateService(id: string, change: ServiceChange, options?: CallOptions): Promise<Outcome<void>> {
    return this.#change(options, async (docker) => {
      const service = docker.getService(id);
      const query: Readonly<Record<string, string>> = change.kind === 'rollBack' ? { rollback: 'previous' } : {};
      await this.#changed(
        await service.inspect(),
        (spec) => changedService(spec, change),
        ({ _query, _body }) => service.update({ _query: { ..._query, ...query }, _body }),
      );
    });
  }

  async removeService(id: string, options?: CallOptions): Promise<Outcome<void>> {
    return this.#change(options, (docker) => unlessGone(docker.getService(id).remove()));
  }

  followLog(service: string, from: LogStart, listener: LogListener): Disposable {
    const life = new AbortController();
    /** Errors of a listener must not end the stream. */
    const tell = (what: () => void): void => {
      if (life.signal.aborted) return;
      try {
        what();
      } catch (error) {
        this.#endpoint.log.error(`A listener to the log of a service at ${this.#endpoint.address} failed`, error);
      }
    };
    const follow = async (): Promise<void> => {
      const opened = await this.#endpoint.open(life.signal, (docker) =>
        docker.getService(service).logs(logQuery(from)),
      );
      let failure: Failure;
      if (opened.ok) {
        tell(listener.onOpen);
        const broke = await readServiceLog(opened.value, (line) => {
          tell(() => {
            listener.onLine(line);
          });
        });
        failure = this.#endpoint.failureOf(broke);
      } else failure = asSwarmFailure(opened.error);
      tell(() => {
        listener.onOver(failure);
      });
    };
    void follow().catch((error: unknown) => {
      this.#endpoint.log.error(`Following the log of a service at ${this.#endpoint.address}`, error);
    });
    return {
      dispose: () => {
        life.abort();
      },
    };
  }

  /** Writes the changed spec with the version that it was read with. */
  async #changed(
    body: unknown,
    change: (spec: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> | undefined,
    write: (parameters: Parameters) => Promise<unknown>,
  ): Promise<void> {
    const read = readChangeable(body);
    const spec = read && change(read.spec);
    if (!spec) throw this.#endpoint.notDocker(body);
    await write({ _query: { version: String(read.version) }, _body: spec });
  }

  async #swarm(docker: SwarmApi): Promise<NonNullable<ReturnType<typeof readSwarm>>> {
    const body: unknown = await docker.swarmInspect();
    const swarm = readSwarm(body);
    // Omit the body, which may contain the tokens.
    if (!swarm) throw this.#endpoint.notDocker('/swarm');
    return swarm;
  }

  /** Runs a change; on a conflict with another change, retries it from the current state. */
  async #change<T>(options: CallOptions | undefined, work: (docker: SwarmApi) => Promise<T>): Promise<Outcome<void>> {
    for (let left = tries; ; left -= 1) {
      const done = await this.#ask(options, { deadline: deadlines.change, isChange: true }, work);
      if (done.ok) return { ok: true, value: undefined };
      const isOutdated = done.error.kind === 'engineError' && done.error.said.includes('update out of sequence');
      if (!isOutdated || left <= 1) return done;
    }
  }

  async #ask<T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (docker: SwarmApi) => Promise<T>,
  ): Promise<Outcome<T>> {
    const outcome = await this.#endpoint.ask(options, kind, work);
    return outcome.ok ? outcome : err(asSwarmFailure(outcome.error));
  }
}

/** Classifies errors by the engine's message, because they all have status 503 or 500. */
export function asSwarmFailure(failure: Failure): Failure {
  if (failure.kind !== 'engineError') return failure;
  const { address, said } = failure;
  if (said.includes('needs to be unlocked')) return { kind: 'swarmLocked', address };
  if (said.includes('already part of a swarm')) return { kind: 'alreadyInSwarm', address };
  if (/does not have a leader|too few managers|DeadlineExceeded|context deadline exceeded/.test(said))
    return { kind: 'swarmWithoutLeader', address, said };
  if (said.includes("Worker nodes can't be used")) return { kind: 'notAManager', address };
  if (/not part of a swarm|not a swarm manager/.test(said)) return { kind: 'notInSwarm', address };
  return failure;
}

async function unlessGone(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof StatusError && error.status === 404)) throw error;
  }
}

function dial(docker: SwarmApi, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    docker.modem.dial({ path, method: 'GET', statusCodes: { 200: true } }, (error, value) => {
      if (error instanceof Error) reject(error);
      else resolve(value);
    });
  });
}
