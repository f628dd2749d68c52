/** A Docker endpoint under watch: its query, a light ping that tells whether it still lives, and its stream of events. */
import type { Disposable } from '../../base/lifetime.ts';
import { err } from '../../base/result.ts';
import { seconds, type Milliseconds } from '../../base/units.ts';
import type { CallOptions, EngineDoor, EngineEvent, Pinged } from '../../docker/doors.ts';
import type { Outcome } from '../../model/failure.ts';
import type { Endpoint } from '../invalidate.ts';
import type { Query, QueryContext } from '../query.ts';

/** From one answer to the next ping, at most, while visible; with `pingDeadline` it makes less than 5 s, unless the user gives engines more. */
export const pingPause: Milliseconds = seconds(1.5);
/** Of very many endpoints each is pinged more seldom, so that pings take no more of this computer than this a second. */
const pingsPerSecond = 100;
/**
 * How long an engine may take for a ping. A living one needs some milliseconds; where the user gives engines more time for an answer
 * (`timeout`), a ping has more, too.
 */
export const pingDeadline = (timeout: Milliseconds): Milliseconds => Math.max(seconds(3), timeout - seconds(2));
/** Pause between pings of an engine that did not answer the last one. */
const retryPause: Milliseconds = seconds(2);
/** Pause between pings in the background. */
const backgroundPause: Milliseconds = seconds(30);
/** An engine that answers pings but not our questions is asked again only after this. */
const halfDeadPause: Milliseconds = seconds(10);

/** Container events that change nothing one sees, by the beginning of their action (`exec_create: sh`). */
const idleActions = ['exec_', 'top', 'attach', 'detach', 'resize', 'archive-path', 'extract-to-dir', 'export', 'copy'];

export interface EndpointQuery<T> {
  readonly endpoint: Endpoint;
  readonly host: string;
  readonly door: EngineDoor;
  /** The question whose answer the snapshot shows. */
  readonly call: (options: CallOptions) => Promise<Outcome<T>>;
  readonly record: (outcome: Outcome<T>) => void;
  readonly interval: () => Milliseconds | undefined;
  readonly onPinged?: (pinged: Pinged) => void;
  /** What it said before may no longer hold. */
  readonly onDoubt?: () => void;
}

/** The endpoint's query, and its ping. */
export function endpointQueries<T>(asked: EndpointQuery<T>, context: QueryContext): readonly Query[] {
  const { endpoint, host, door, call, record, interval, onPinged, onDoubt } = asked;
  const { observed, happened } = context;
  let stream: Disposable | undefined;
  /** When it last proved that it lives, in milliseconds since 1970. */
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
        // Not before: with many endpoints the first answers are waited for, and a stream has a connection of its own.
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
          // Unless it has answered something else meanwhile.
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

/** A little less than the full pause, so that many endpoints do not fall into step. */
function pause({ attention, hostCount }: QueryContext, state: string): Milliseconds {
  const wanted = attention() === 'background' ? backgroundPause : state === 'failed' ? retryPause : pingPause;
  return Math.max(wanted, seconds(hostCount() / pingsPerSecond)) * (0.8 + Math.random() * 0.2);
}
