/** Waits until the snapshot meets a condition. */
import type { Milliseconds } from '../base/units.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ClusterStore } from './services.ts';

/** Resolves with the snapshot as soon as it meets the condition, or with the current one after `patience` or at the signal. */
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
