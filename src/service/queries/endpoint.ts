/** A watched Docker endpoint: its query, its liveness ping and its event stream. */
import type { Disposable } from '../../base/lifetime.ts';
import { err } from '../../base/result.ts';
import { seconds, type Milliseconds } from '../../base/units.ts';
import type { CallOptions, EngineDoor, Pinged } from '../../docker/doors.ts';
import type { EngineEvent } from '../../docker/engineStreams.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Endpoint } from '../invalidate.ts';
import type { Query, QueryContext } from '../query.ts';

/**
 * Longest pause between an answer and the next ping while visible. With `pingDeadline` it stays below 5 s, unless the user gives engines
 * more time.
 */
export const pingPause: Milliseconds = seconds(1.5);
/** Limits the pings per second of this computer: with very many endpoints each is pinged less often. */
const pingsPerSecond = 100;
/**
 * How long an engine may take to answer a ping. A running one needs a few milliseconds; if the user gives engines more time (`timeout`), so
 * does the ping.
 */
export const pingDeadline = (timeout: Milliseconds): Milliseconds => Math.max(seconds(3), timeout - seconds(2));
/** Pause between pings of an engine that did not answer the last one. */
const retryPause: Milliseconds = seconds(2);
/** Pause between pings in the background. */
const backgroundPause: Milliseconds = seconds(30);
/** Pause before an engine that answers pings but not queries is queried again. */
const halfDeadPause: Milliseconds = seconds(10);

/** Prefixes of container events that change nothing visible (`exec_create: sh`). */
const idleActions = ['exec_', 'top', 'attach', 'detach', 'resize', 'archive-path', 'extract-to-dir', 'export', 'copy'];

export interface EndpointQuery<T> {
  readonly endpoint: Endpoint;
  readonly host: string;
  readonly door: EngineDoor;
  /** The query whose answer the snapshot shows. */
  readonly call: (options: CallOptions) => Promise<Outcome<T>>;
  readonly record: (outcome: Outcome<T>) => void;
  readonly interval: () => Milliseconds | undefined;
  readonly onPinged?: (pinged: Pinged) => void;
  /** Earlier answers may be out of date. */
  readonly onDoubt?: () => void;
}

export function endpointQueries<T>(asked: EndpointQuery<T>, context: QueryContext): readonly Query[] {
  const { endpoint, host, door, call, record, interval, onPinged, onDoubt } = asked;
  const { observed, happened } = context;
  let stream: Disposable | undefined;
  /** The time of its last answer, in milliseconds since 1970. */
  let aliveAt = 0;
  let halfDeadUntil = 0;
  const state = (): string => observed.host(host)[endpoint]?.state ?? 'waiting';
  return [
    {
      key: `${endpoint} ${host}`,
      slot: 'client',
      interval: () => (state() === 'seen' ? interval() : undefined),
      invalidated: ({ doubt }) => {
        if (doubt === 'all') onDoubt?.();
      },
      dispose: () => stream?.dispose(),
      ask: async ({ signal, deadline }) => {
        const began = Date.now();
        const outcome = await call({ signal, deadline });
        if (signal.aborted) return;
        // Not earlier: with many endpoints the first answers take precedence, and each stream uses a connection.
        stream ??= listen(asked, context);
        if (outcome.ok) aliveAt = Date.now();
        else if (aliveAt > began) halfDeadUntil = Date.now() + halfDeadPause;
        record(outcome);
      },
    },
    {
      key: `${endpoint}Ping ${host}`,
      slot: 'ping',
      isOnDemand: true,
      interval: () => pause(context, state()),
      ask: async ({ signal, deadline }) => {
        const began = Date.now();
        const outcome = await door.ping({ deadline: pingDeadline(deadline), signal });
        if (signal.aborted) return;
        if (!outcome.ok) {
          // Unless another answer has arrived in the meantime.
          if (aliveAt <= began) record(err(outcome.error));
          return;
        }
        aliveAt = Date.now();
        if (state() === 'seen') {
          observed.confirm(host, endpoint);
          onPinged?.(outcome.value);
        } else if (state() === 'failed' && Date.now() >= halfDeadUntil) happened({ kind: 'alive', endpoint, host });
      },
    },
  ];
}

function listen<T>({ endpoint, host, door }: EndpointQuery<T>, { happened }: QueryContext): Disposable {
  const isIdle = ({ action }: EngineEvent): boolean => idleActions.some((idle) => action.startsWith(idle));
  return door.events({
    onEvent: (event) => {
      if (!isIdle(event)) happened({ kind: 'event', endpoint, host, event });
    },
    onConnected: () => {
      happened({ kind: 'stream', endpoint, host, isUp: true });
    },
    onLost: () => {
      happened({ kind: 'stream', endpoint, host, isUp: false });
    },
  });
}

/** Slightly less than the full pause, so that many endpoints do not fall into step. */
function pause({ attention, hostCount }: QueryContext, state: string): Milliseconds {
  const wanted = attention() === 'background' ? backgroundPause : state === 'failed' ? retryPause : pingPause;
  return Math.max(wanted, seconds(hostCount() / pingsPerSecond)) * (0.8 + Math.random() * 0.2);
}
