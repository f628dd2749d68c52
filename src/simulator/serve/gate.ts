/** Keeps requests waiting while nobody can answer them: a frozen engine, a host behind a pulled cable. */
import type { Host } from '../world/nouns.ts';
import type { World } from '../world/world.ts';

/** Resolves when it holds no more, or when the signal aborts. */
export function whenNot(world: World, holds: () => boolean, signal: AbortSignal): Promise<void> {
  if (!holds() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stop = world.onChange(() => {
      if (!holds()) end();
    });
    signal.addEventListener('abort', end, { once: true });
  });
}

export const isUnheard = (host: Host): boolean => host.cable === 'pulled' || host.isDark;
export const isDumb = (host: Host): boolean => isUnheard(host) || host.engine.state === 'frozen';
