/** The world's clock: moments are those of the wall clock, durations those of the real tools divided by a factor. */

export interface Time {
  now(): number;
  /** Scales a duration of the real tools, in milliseconds, to this world. */
  scaled(milliseconds: number): number;
  /** Waits for a duration of the real tools, in milliseconds, or until the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** `speed` 1 is as fast as the real tools, 10 is ten times as fast; Infinity never waits. */
export class WallTime implements Time {
  speed: number;

  constructor(speed: number) {
    this.speed = speed;
  }

  now(): number {
    return Date.now();
  }

  scaled(milliseconds: number): number {
    return milliseconds / this.speed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const wait = this.scaled(milliseconds);
    if (signal?.aborted || wait === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, wait);
      signal?.addEventListener('abort', end, { once: true });
    });
  }
}
