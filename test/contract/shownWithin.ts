// How long a picture takes to show what a test waits for.
import type { ClusterStore } from '../../src/service/services.ts';

export interface Awaited {
  /** Milliseconds from `began` that it may take. */
  readonly most: number;
  readonly began: number;
  readonly holds: () => boolean;
  /** What stands in the picture, for whoever reads why it did not come to that. */
  readonly seen: () => string;
}

/** Milliseconds after `began` at which the picture told that it holds; fails when that takes longer than `most`. */
export function shownWithin(clusters: ClusterStore, { most, began, holds, seen }: Awaited): Promise<number> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      listening.dispose();
      end();
    };
    const look = (): void => {
      const took = Date.now() - began;
      if (holds()) settle(() => resolve(took));
    };
    const timer = setTimeout(
      () => {
        settle(() => reject(new Error(`Not within ${String(most)} ms. Seen: ${seen()}`)));
      },
      began + most - Date.now(),
    );
    const listening = clusters.onDidChange(look);
    look();
  });
}
