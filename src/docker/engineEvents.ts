/** One event stream of an engine or swarm manager, kept up: when it breaks it is opened again, with back-off. */
import type { Readable } from 'node:stream';
import { sleep } from '../base/async.ts';
import type { Disposable } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { seconds } from '../base/units.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { EventListener } from './doors.ts';
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

  const read = (stream: Readable): Promise<Failure> =>
    new Promise((resolve) => {
      const objects = jsonObjects();
      stream.setEncoding('utf8');
      const finish = (error: unknown): void => {
        resolve(source.failureOf(error));
        stream.destroy();
      };
      stream.on('data', (piece: string) => {
        try {
          for (const body of objects(piece)) {
            const event = readEvent(body);
            if (event)
              tell(() => {
                listener.onEvent(event);
              });
          }
        } catch (error) {
          finish(error);
        }
      });
      stream.on('error', finish);
      stream.on('close', () => {
        finish(undefined);
      });
    });

  void follow().catch((error: unknown) => {
    log.error(`The event stream of ${source.address} ended by a mistake of ours`, error);
  });

  return {
    wake: () => {
      nap.abort();
    },
    dispose: () => {
      life.abort();
    },
  };
}
