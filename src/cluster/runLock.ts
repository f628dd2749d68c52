/**
 * Allows one run at a time per cluster, across all windows, VS Code editions, containers and hosts that use a machine store: claims are in
 * the store itself, under its real path (docker-machine reads only `machines`, `certs` and `cache` there). A second run is refused.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { deadline, sleep } from '../base/async.ts';
import { err, ok } from '../base/result.ts';
import type { Milliseconds } from '../base/units.ts';
import { wordsOf } from '../docker/machineStoreFiles.ts';
import { realStorePath } from '../docker/realStorePath.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { Plan } from '../model/plan.ts';
import { ClaimReader, type Claim } from './claimReader.ts';
import { defaultPace, type Pace } from './heldClaim.ts';
import { ownMark } from './processMark.ts';
import { drawTurn, type Turn } from './turns.ts';

export interface RunLock {
  /** Aborts when the lock is lost: its folder was removed, or taken while this computer was suspended. */
  readonly lost: AbortSignal;
  /** `lockLost`, or undefined while the lock is ours; call before each change made under it. */
  readonly obstacle: () => Promise<Failure | undefined>;
  /** Never fails: a claim that cannot be removed becomes stale. */
  readonly release: () => Promise<void>;
}

/** A cluster of the machine store at `storePath`. */
export interface LockedCluster {
  readonly storePath: Path;
  readonly cluster: string;
}

const runSchema = v.object({ cluster: v.string(), verb: v.picklist(['up', 'down', 'rollback']) });
type Run = v.InferOutput<typeof runSchema>;

/** File system timeout: a network file system may hang forever. */
const longestHang: Milliseconds = 10_000;

/** Takes the lock of `cluster`, or fails with `alreadyRunning`, `lockUnavailable` or `cancelled`. Gives up within half a minute. */
export async function takeRunLock(
  about: LockedCluster & { readonly verb: Plan['verb'] },
  { signal, pace = defaultPace }: { readonly signal?: AbortSignal | undefined; readonly pace?: Pace } = {},
): Promise<Outcome<RunLock>> {
  if (signal?.aborted) return err({ kind: 'cancelled', what: about.cluster });
  const line = lineFolder(await realStorePath(about.storePath), about.cluster);
  const limit = deadline(pace.draw + pace.watch + longestHang, signal);
  const taking = take(line, about, pace, limit.signal);
  try {
    const taken = await Promise.race([taking, whenAborted(limit.signal)]);
    if (taken) return taken;
    // Release a lock that arrives too late.
    void taking.then((late) => (late.ok ? late.value.release() : undefined));
    return err(
      limit.ending() === 'cancelled'
        ? { kind: 'cancelled', what: about.cluster }
        : { kind: 'lockUnavailable', path: line, said: 'ETIMEDOUT' },
    );
  } finally {
    limit.clear();
  }
}

async function take(line: Path, { cluster, verb }: Run, pace: Pace, signal: AbortSignal): Promise<Outcome<RunLock>> {
  let turn: Turn<Run> | undefined;
  try {
    turn = await drawTurn(line, runSchema, { cluster, verb }, pace);
    const { lost, stands, leave } = turn;
    const lockLost: Failure = { kind: 'lockLost', cluster, verb, path: line };
    const began = performance.now();
    for (;;) {
      const before = await turn.before();
      const [first] = before;
      if (!first) return ok({ lost, obstacle: async () => ((await stands()) ? undefined : lockLost), release: leave });
      const runs = before.find(({ number, state }) => number !== undefined && state !== 'silent');
      if (runs || signal.aborted || performance.now() - began > pace.draw + pace.watch) {
        await leave();
        return err(await alreadyRunning(runs ?? first));
      }
      await sleep(first.state === 'silent' ? 200 : 10, signal);
    }
  } catch (error) {
    await turn?.leave();
    return err({ kind: 'lockUnavailable', path: line, said: wordsOf(error) });
  }
}

/** The current run on `cluster`, as `alreadyRunning`. For an early message; only the lock itself is proof. */
export async function runUnderWay({ storePath, cluster }: LockedCluster): Promise<Failure | undefined> {
  const limit = deadline(longestHang);
  const reading = (async () => {
    const reader = new ClaimReader(lineFolder(await realStorePath(storePath), cluster), runSchema, defaultPace);
    return reader.read().catch((): readonly Claim<Run>[] => []);
  })();
  try {
    const claims = (await Promise.race([reading, whenAborted(limit.signal)])) ?? [];
    const runs = claims.find(({ number, state }) => number !== undefined && state !== 'silent');
    return runs && (await alreadyRunning(runs));
  } finally {
    limit.clear();
  }
}

/**
 * True if the lock's holder is alive, by its pid or by a heartbeat within `Pace.watch`. For processes that cannot be checked from here;
 * without the wait, a holder that just ended would seem to run.
 */
export async function isBeating(
  { storePath, cluster }: LockedCluster,
  { signal, pace = defaultPace }: { readonly signal?: AbortSignal | undefined; readonly pace?: Pace } = {},
): Promise<boolean> {
  const reader = new ClaimReader(lineFolder(await realStorePath(storePath), cluster), runSchema, pace);
  const limit = deadline(pace.watch, signal);
  try {
    const first = new Map<string, number>();
    while (!limit.signal.aborted) {
      const claims = await reader.read().catch((): readonly Claim<Run>[] => []);
      if (claims.length === 0) return false;
      if (claims.some(({ id, state, heartbeat }) => state === 'alive' || (first.get(id) ?? heartbeat) !== heartbeat))
        return true;
      for (const { id, heartbeat } of claims) if (!first.has(id)) first.set(id, heartbeat);
      await sleep(pace.beat / 5, limit.signal);
    }
    return false;
  } finally {
    limit.clear();
  }
}

/** A folder name per cluster, safe for any characters. */
function lineFolder(store: Path, cluster: string): Path {
  return join(locksFolder(store), createHash('sha256').update(cluster).digest('hex').slice(0, 16));
}

const locksFolder = (store: Path): Path => join(store, '.docker-overlay', 'locks');

async function alreadyRunning({ about, process }: Claim<Run>): Promise<Failure> {
  const { host } = await ownMark();
  return {
    kind: 'alreadyRunning',
    cluster: about.cluster,
    verb: about.verb,
    pid: process.pid,
    since: new Date(process.at),
    ...(process.host !== undefined && process.host !== host && { host: process.host }),
  };
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener(
      'abort',
      () => {
        resolve(undefined);
      },
      { once: true },
    );
  });
}
