/** Waits for a change of the world without polling. */
import type { World } from './world.ts';

/** Resolves when the condition no longer holds, or when the signal aborts. */
export function whenNot(world: World, holds: () => boolean, signal?: AbortSignal): Promise<void> {
  if (!holds() || signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const stop = world.onChange(() => {
      if (!holds()) end();
    });
    signal?.addEventListener('abort', end, { once: true });
  });
}
