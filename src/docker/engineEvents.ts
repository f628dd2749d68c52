/** One event stream of an engine or swarm manager, kept up: when it breaks it is opened again, with back-off. */
import type { Readable } from 'node:stream';
import { sleep } from '../base/async.ts';
import { pause } from './slices.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { seconds } from '../base/units.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { EventListener } from './doors.ts';
import { tooMuch } from './engineFailure.ts';
import { readEvent } from './engineSchemas.ts';
import { jsonObjects } from './jsonStream.ts';

/** Where events come from. */
export interface EventSource {
  readonly address: string;
  /** Opens the stream; it ends when the signal aborts. */
  readonly open: (signal: AbortSignal) => Promise<Outcome<Readable>>;
  /** Why an open stream broke; undefined: it just ended. */
  readonly failureOf: (error: unknown) => Failure;
}

export interface BackOff {
  readonly first: Milliseconds;
  readonly most: Milliseconds;
  /** Between 0 and 1. */
  readonly random: () => number;
}

const backOff: BackOff = { first: seconds(1), most: seconds(30), random: Math.random };

/** A stream that held for so long was a good one: the next loss starts from the shortest wait again. */
const steady = seconds(10);

/** More events than these come only from what means no good, or from what is broken: the stream is given up, and opened again later. */
const fastest = { events: 10_000, within: seconds(10) };

/** Counts events, and says when too many have come too fast. */
function speedometer(): () => boolean {
  let since = Date.now();
  let events = 0;
  return () => {
    const now = Date.now();
    if (now - since > fastest.within) {
      since = now;
      events = 0;
    }
    events += 1;
    return events > fastest.events;
  };
}

export interface EventFollower extends Disposable {
  /** The endpoint was heard from elsewhere: a waiting stream is opened at once. */
  wake(): void;
}

export function followEvents(
  source: EventSource,
  listener: EventListener,
  log: Log,
  { first, most, random }: BackOff = backOff,
): EventFollower {
  const life = new AbortController();
  let nap = new AbortController();

  /** A listener's own mistake must not end the stream. */
  const tell = (what: () => void): void => {
    if (life.signal.aborted) return;
    try {
      what();
    } catch (error) {
      log.error(`A listener to events of ${source.address} failed`, error);
    }
  };

  const follow = async (): Promise<void> => {
    let wait = first;
    while (!life.signal.aborted) {
      const opened = await source.open(life.signal);
      let failure: Failure;
      if (opened.ok) {
        const since = Date.now();
        tell(listener.onConnected);
        failure = await read(opened.value);
        if (Date.now() - since >= steady) wait = first;
      } else {
        failure = opened.error;
      }
      nap = new AbortController();
      tell(() => {
        listener.onLost(failure);
      });
      // Half of the wait is certain, the other half is chance, so that many streams do not come back in one moment.
      await sleep(wait * (0.5 + random() / 2), AbortSignal.any([life.signal, nap.signal]));
      wait = Math.min(most, wait * 2);
    }
  };

  const read = async (stream: Readable): Promise<Failure> => {
    const objects = jsonObjects();
    stream.setEncoding('utf8');
    const isTooFast = speedometer();
    try {
      for await (const piece of stream) {
        for (const body of objects(piece as string)) {
          if (isTooFast()) throw tooMuch(source.address, 'events', fastest.events);
          const event = readEvent(body);
          if (event)
            tell(() => {
              listener.onEvent(event);
            });
          const next = pause();
          if (next) await next;
        }
      }
      return source.failureOf(undefined);
    } catch (error) {
      return source.failureOf(error);
    } finally {
      stream.destroy();
    }
  };

  void follow().catch((error: unknown) => {
    log.error(`The event stream of ${source.address} ended by a mistake of ours`, error);
  });

  return {
    wake: () => {
      // Each answer wakes it, and even an abort that comes too late makes an error with a stack.
      if (!nap.signal.aborted) nap.abort();
    },
    dispose: () => {
      life.abort();
    },
  };
}
