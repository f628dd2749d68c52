/**
 * One run at a time on a cluster, over all windows and processes of this user: who finds another in the cluster's line goes away
 * again.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { sleep } from '../base/async.ts';
import { err, ok } from '../base/result.ts';
import type { Failure, Outcome, Path } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { drawTurn, readLine, type Claim, type Turn } from './turns.ts';

/** Where the claims of all windows lie, below the extension's own folder. */
export const locksFolder = (journalPath: Path): Path => join(journalPath, 'locks');

export interface RunLock {
  /** Never fails: what cannot be removed goes stale with this process. */
  release(): Promise<void>;
}

const runSchema = v.object({ cluster: v.string(), verb: v.picklist(['up', 'down', 'rollback']) });
type Run = v.InferOutput<typeof runSchema>;

/**
 * Takes the lock of `cluster` in the machine store at `storePath`, or says who has it: `alreadyRunning`. `folder` is where
 * the locks of all windows lie.
 */
export async function takeRunLock(
  folder: Path,
  about: { readonly storePath: Path; readonly cluster: string; readonly verb: Plan['verb'] },
): Promise<Outcome<RunLock>> {
  const line = lineFolder(folder, about);
  let turn: Turn<Run> | undefined;
  try {
    turn = await drawTurn(line, runSchema, { cluster: about.cluster, verb: about.verb });
    for (;;) {
      const [first] = await turn.before();
      if (!first) return ok({ release: turn.leave });
      if (first.number !== undefined) {
        await turn.leave();
        return err(alreadyRunning(first));
      }
      await sleep(10);
    }
  } catch (error) {
    await turn?.leave();
    return err({ kind: 'fileUnreadable', path: line, said: error instanceof Error ? error.message : String(error) });
  }
}

/** Who runs on `cluster` at this moment, as `alreadyRunning`; undefined: nobody. For telling early: only the lock itself is proof. */
export async function runUnderWay(
  folder: Path,
  about: { readonly storePath: Path; readonly cluster: string },
): Promise<Failure | undefined> {
  const [first] = await readLine(lineFolder(folder, about), runSchema).catch(() => []);
  return first?.number === undefined ? undefined : alreadyRunning(first);
}

/** A name of its own per cluster and store, whatever characters they have. */
function lineFolder(
  folder: Path,
  { storePath, cluster }: { readonly storePath: Path; readonly cluster: string },
): Path {
  return join(
    folder,
    createHash('sha256')
      .update(JSON.stringify([storePath, cluster]))
      .digest('hex')
      .slice(0, 16),
  );
}

const alreadyRunning = ({ about, process }: Claim<Run>): Failure => ({
  kind: 'alreadyRunning',
  cluster: about.cluster,
  verb: about.verb,
  pid: process.pid,
  since: new Date(process.at),
});
