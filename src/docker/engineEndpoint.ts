/**
 * The endpoint of an engine or a classic swarm manager: runs dockerode over our own transport, and is the only file that uses it.
 * Paths have no API version, so each engine uses its own; this works for classic managers and engines from 1.9 to 29.
 */
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/lifetime.ts';
import { err } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import { addressOf, type Address } from '../model/address.ts';
import { isOfFullDisk, type Failure, type Outcome } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';
import type { CallOptions, FullDisk } from './doors.ts';
import { EngineCalls, type CallKind, type Shared } from './engineCalls.ts';
import { followEvents, type EventFollower } from './engineEvents.ts';
import { beginning, engineFailure, tooMuch, type FailureError } from './engineFailure.ts';
import type { Call, Modem } from './engineModem.ts';
import type { Parameters } from './engineRequests.ts';
import type { EventListener } from './engineStreams.ts';
import { longestObject, ObjectTooLong } from './jsonStream.ts';

export type Role = 'engine' | 'manager';

/** Dependencies of an endpoint other than its machine. */
export interface Around extends Shared {
  /** Deadline of a query. */
  readonly probeTimeout: () => Milliseconds;
  readonly fullDisks: Emitter<FullDisk>;
}

/** dockerode, whose own types lack `_query` and `_body`. */
export type DockerApi = Omit<Docker, 'createContainer' | 'createNetwork'> & {
  createContainer(parameters: Parameters): Promise<Docker.Container>;
  createNetwork(parameters: Parameters): Promise<Docker.Network>;
};

export class EngineEndpoint implements Disposable {
  readonly address: Address;
  readonly machine: Machine;
  readonly role: Role;
  readonly #around: Around;
  /** Undefined while the machine has no address. */
  readonly #calls: EngineCalls | undefined;
  readonly #followers = new Set<EventFollower>();
  #isOver = false;

  constructor(machine: Machine, port: number, role: Role, around: Around) {
    this.machine = machine;
    this.role = role;
    this.#around = around;
    this.address = addressOf(machine.address ?? machine.name, port);
    if (machine.address !== undefined)
      this.#calls = new EngineCalls(
        { host: machine.address, port, certificates: machine.certificates },
        this.address,
        around,
      );
  }

  async ask<T>(
    options: CallOptions | undefined,
    kind: CallKind,
    work: (docker: DockerApi, call: Call) => Promise<T>,
  ): Promise<Outcome<T>> {
    if (!this.#calls) return err({ kind: 'addressUnknown', machine: this.machine.name });
    // dockerode is large: load it at the first call.
    const { default: Dockerode } = await import('dockerode');
    const outcome = await this.#calls.run(options, kind, (modem, call) => work(dockerOver(Dockerode, modem), call));
    // The endpoint responds: reconnect waiting streams immediately.
    if (outcome.ok) for (const follower of this.#followers) follower.wake();
    else if (this.role === 'engine' && outcome.error.kind === 'engineError' && isOfFullDisk(outcome.error))
      this.#around.fullDisks.fire({ machine: this.machine.name, said: outcome.error.said });
    return outcome;
  }

  /** Opens a stream that ends when the signal aborts. */
  async open(signal: AbortSignal, work: (docker: DockerApi) => Promise<Readable>): Promise<Outcome<Readable>> {
    if (!this.#calls) return err({ kind: 'addressUnknown', machine: this.machine.name });
    const { default: Dockerode } = await import('dockerode');
    return this.#calls.open(signal, this.#around.probeTimeout(), (modem) => work(dockerOver(Dockerode, modem)));
  }

  /** Follows the event stream until disposed. */
  events(listener: EventListener): Disposable {
    const follower = followEvents(
      {
        address: this.address,
        open: (signal) => this.open(signal, async (docker) => (await docker.getEvents()) as unknown as Readable),
        failureOf: (error) => this.streamFailure(error),
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

  /** Returns why an open stream broke; `error` is undefined if it ended normally. */
  streamFailure(error: unknown): Failure {
    if (error === undefined) return { kind: 'engineReset', address: this.address };
    if (error instanceof ObjectTooLong) return tooMuch(this.address, 'bytes', longestObject).failure;
    if (error instanceof SyntaxError)
      return { kind: 'notDocker', address: this.address, said: beginning(error.message) };
    return engineFailure(error, { address: this.address, connected: true, after: this.#around.probeTimeout() });
  }

  /** Records that there are too many overlay networks, which delays the next query for them. */
  exceeded(of: 'networks' | 'endpoints', most: number): FailureError {
    const error = tooMuch(this.address, of, most);
    this.#calls?.restraint.exceeded('/networks', error);
    return error;
  }

  probe(): { readonly deadline: Milliseconds } {
    return { deadline: this.#around.probeTimeout() };
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
}

/** dockerode accepts any modem, but its types do not declare that. */
function dockerOver(Dockerode: typeof Docker, modem: Modem): DockerApi {
  return new Dockerode({ modem } as unknown as Docker.DockerOptions) as unknown as DockerApi;
}
