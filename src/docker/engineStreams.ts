/** What the streams of an engine report: events, and the logs of containers and services. Types only. */
import type { Failure } from '../model/failure.ts';

/** The last lines of each task, or all lines since a time (in the format of `LogLine.at`). */
export type LogStart = { readonly tail: number } | { readonly since: string };

export interface LogLine {
  /** `manager`: a message of the manager itself, for example that it cannot reach a node. */
  readonly stream: 'stdout' | 'stderr' | 'manager';
  /** With nanosecond precision, by the clock of the task's node; empty, like the IDs, for messages of the manager. */
  readonly at: string;
  readonly nodeId: string;
  readonly taskId: string;
  readonly text: string;
}

export interface LogListener {
  readonly onOpen: () => void;
  readonly onLine: (line: LogLine) => void;
  /** The stream could not be opened, ended (`engineReset`) or broke. Not called after `dispose`. */
  readonly onOver: (failure: Failure) => void;
}

/** An engine event that affects the snapshot. */
export interface EngineEvent {
  readonly type:
    | 'container'
    | 'network'
    | 'volume'
    | 'image'
    | 'daemon'
    | 'node'
    | 'service'
    | 'secret'
    | 'config'
    | 'plugin'
    | 'builder';
  readonly action: string;
  readonly id: string;
  readonly name: string | undefined;
  /** The container belongs to a swarm task; tasks themselves have no events. */
  readonly isOfTask: boolean;
  readonly at: Date;
}

export interface EventListener {
  readonly onEvent: (event: EngineEvent) => void;
  /** The stream is connected; earlier events were not reported. */
  readonly onConnected: () => void;
  /** The stream broke or could not be opened; it reconnects. */
  readonly onLost: (failure: Failure) => void;
}

export interface LogFollower {
  /** The engine responded; log text follows. */
  readonly onOpened?: () => void;
  /** Receives both streams in order. Reading waits for the returned promise (back pressure). */
  readonly onText: (text: string) => void | Promise<void>;
  readonly signal: AbortSignal;
}
