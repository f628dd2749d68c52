/** Keeps an eye on one Docker endpoint: its event stream tells what happens, a light ping whether it still lives. */
import type { Disposable } from '../base/lifetime.ts';
import type { Rerun } from '../base/rerun.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { EngineDoor, EngineEvent, Pinged } from '../docker/doors.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Seen } from '../model/seen.ts';

/** `visible`: somebody is looking, so that a frozen engine is to be seen within 5 s. */
export type Attention = 'visible' | 'background';

/** From one answer to the next ping, at most, while visible; with `pingDeadline` it makes less than 5 s, unless a person gives engines more. */
export const pingPause: Milliseconds = seconds(1.5);
/** Of very many endpoints each is pinged more seldom, so that pings take no more of this computer than this a second. */
const pingsPerSecond = 100;
/**
 * How long an engine may take for a ping. A living one needs some milliseconds; where a person gives engines more time for an answer
 * (`timeout`), a ping has more, too.
 */
export const pingDeadline = (timeout: Milliseconds): Milliseconds => Math.max(seconds(3), timeout - seconds(2));
/** Pause between pings of an engine that did not answer the last one. */
export const retryPause: Milliseconds = seconds(2);
/** Pause between pings while nobody looks. */
export const backgroundPause: Milliseconds = seconds(30);
/** An engine that answers pings but not our questions is asked again only after this. */
const halfDeadPause: Milliseconds = seconds(10);

export interface EndpointOptions {
  readonly door: EngineDoor;
  /** The question whose answer the picture shows. */
  readonly ask: Rerun;
  /** Asked anew at a ping when the last time is longer ago than this; Infinity: events tell enough. */
  readonly askEvery: () => Milliseconds;
  readonly attention: () => Attention;
  /** How many endpoints are watched beside it, with itself. */
  readonly watched: () => number;
  /** How long it may take for an answer. */
  readonly timeout: () => Milliseconds;
  /** At most so many pings at once, over all endpoints. */
  readonly gate: <T>(task: () => Promise<T>) => Promise<T>;
  /** What the picture says of this endpoint now. */
  readonly state: () => Seen<unknown>['state'];
  /** A ping was answered. */
  readonly onAlive: (pinged: Pinged) => void;
  readonly onSilent: (failure: Failure) => void;
  readonly onEvent: (event: EngineEvent) => void;
  /** The stream of events came up or broke: something may have happened that was not told. */
  readonly onGap: () => void;
}

export class EndpointWatch implements Disposable {
  readonly #options: EndpointOptions;
  #stream: Disposable | undefined;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPinging = false;
  /** When it last proved that it lives, in milliseconds since 1970. */
  #aliveAt = 0;
  #halfDeadUntil = 0;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#schedule();
  }

  /** The question was answered, or was not. */
  answered(outcome: Outcome<unknown>): void {
    // Not before: with many endpoints the first answers are waited for, and a stream has a connection of its own.
    this.#stream ??= this.#listen();
    if (outcome.ok) this.#aliveAt = Date.now();
    else if (this.#aliveAt > this.#options.ask.began) this.#halfDeadUntil = Date.now() + halfDeadPause;
  }

  /** Somebody has begun to look, or has stopped: pings in a moment, then at the new pace. */
  attend(): void {
    if (!this.#isPinging) this.#schedule(this.#options.attention() === 'visible' ? Math.random() * 200 : undefined);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#stream?.dispose();
  }

  #listen(): Disposable | undefined {
    if (this.#stop.signal.aborted) return undefined;
    const { door, ask, state, onEvent, onGap } = this.#options;
    return door.events({
      onEvent,
      // What happened before was not told.
      onConnected: () => {
        onGap();
        if (state() === 'failed') void ask.now();
        else ask.soon();
      },
      onLost: () => {
        onGap();
        if (state() === 'seen') void ask.now();
      },
    });
  }

  #schedule(pause: Milliseconds = this.#pause()): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#ping(), pause);
  }

  /** A little less than the full pause, so that many endpoints do not fall into step. */
  #pause(): Milliseconds {
    const { attention, state, watched } = this.#options;
    const shortest = seconds(watched() / pingsPerSecond);
    const wanted = attention() === 'background' ? backgroundPause : state() === 'failed' ? retryPause : pingPause;
    const full = Math.max(wanted, shortest);
    return full * (0.8 + Math.random() * 0.2);
  }

  async #ping(): Promise<void> {
    const { door, ask, askEvery, timeout, gate, state, onAlive, onSilent } = this.#options;
    this.#isPinging = true;
    const { began, outcome } = await gate(async () => ({
      began: Date.now(),
      outcome: await door.ping({ deadline: pingDeadline(timeout()), signal: this.#stop.signal }),
    }));
    this.#isPinging = false;
    if (this.#stop.signal.aborted) return;
    if (outcome.ok) {
      this.#aliveAt = Date.now();
      if (state() === 'seen') {
        onAlive(outcome.value);
        if (Date.now() - ask.began >= askEvery()) void ask.now();
      } else if (state() === 'failed' && Date.now() >= this.#halfDeadUntil) void ask.now();
    } else if (this.#aliveAt <= began) {
      // It has not answered anything else meanwhile.
      onSilent(outcome.error);
    }
    this.#schedule();
  }
}
