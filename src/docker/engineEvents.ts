/** Follows the event stream of an engine or swarm manager and reconnects with back-off when it breaks. */
import type { Readable } from 'node:stream';
import { sleep } from '../base/async.ts';
import { pause } from './slices.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { seconds } from '../base/units.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { EventListener } from './engineStreams.ts';
import { tooMuch } from './engineFailure.ts';
import { readEvent } from './engineSchemas.ts';
import { jsonObjects } from './jsonStream.ts';

export interface EventSource {
  readonly address: string;
  /** Opens a stream that ends when the signal aborts. */
  readonly open: (signal: AbortSignal) => Promise<Outcome<Readable>>;
  /** Returns why an open stream broke; `error` is undefined if it ended normally. */
  readonly failureOf: (error: unknown) => Failure;
}

export interface BackOff {
  readonly first: Milliseconds;
  readonly most: Milliseconds;
  /** Returns a number between 0 and 1. */
  readonly random: () => number;
}

const backOff: BackOff = { first: seconds(1), most: seconds(30), random: Math.random };

/** A stream that lasts this long resets the back-off. */
const steady = seconds(10);

/** Only malicious or broken endpoints send events faster than this; the stream is closed and reconnected later. */
const fastest = { events: 10_000, within: seconds(10) };

/** Returns a function that counts an event and returns true if the rate is too high. */
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
  /** Reconnects a waiting stream immediately because the endpoint has responded to another call. */
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

  /** Errors of a listener must not end the stream. */
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
      // Half of the wait is random, so that many streams do not reconnect at the same moment.
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
      // Each response calls this, and even a redundant abort creates an error with a stack.
      if (!nap.signal.aborted) nap.abort();
    },
    dispose: () => {
      life.abort();
    },
  };
}
