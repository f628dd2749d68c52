/** Waiting until the picture shows something. */
import type { Milliseconds } from '../base/units.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ClusterStore } from './services.ts';

/** Gives the picture as soon as it is so, or as it is when the patience or the signal ends. */
export function untilShown(
  clusters: Pick<ClusterStore, 'snapshot' | 'onDidChange'>,
  isSo: (snapshot: Snapshot) => boolean,
  patience: Milliseconds,
  signal: AbortSignal,
): Promise<Snapshot> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      listening.dispose();
      signal.removeEventListener('abort', end);
      resolve(clusters.snapshot);
    };
    const timer = setTimeout(end, patience);
    const listening = clusters.onDidChange((snapshot) => {
      if (isSo(snapshot)) end();
    });
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted || isSo(clusters.snapshot)) end();
  });
}
