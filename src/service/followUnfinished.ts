/** Keeps the picture told of whose create did not end well. */
import type { Log } from '../base/log.ts';
import { Rerun } from '../base/rerun.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { ClusterStore } from './services.ts';

export interface FollowUnfinishedOptions {
  readonly clusters: Pick<ClusterStore, 'onDidChange'>;
  /** Reads the journal, of all windows, and tells the picture. */
  readonly read: () => Promise<void>;
  readonly over: AbortSignal;
  readonly log: Log;
}

/** Reads when a machine is silent that was not before: of those that answer nobody needs to know, and journals may be long. */
export function followUnfinished({ clusters, read, over, log }: FollowUnfinishedOptions): void {
  let silent: ReadonlySet<string> = new Set();
  const reading = new Rerun(read, (error) => {
    log.error('reading whose create did not end well', error);
  });
  const following = clusters.onDidChange(({ machines }: Snapshot) => {
    const now = new Set(machines.flatMap(({ name, engine }) => (engine.state === 'failed' ? [name] : [])));
    if ([...now].some((name) => !silent.has(name))) reading.soon();
    silent = now;
  });
  over.addEventListener('abort', () => {
    following.dispose();
    reading.dispose();
  });
}
