/**
 * One run at a time on a cluster, over all windows and processes of this user. Each who wants to run lays down a claim, a file
 * of its own, and then looks at the others': so nobody ever takes away or overwrites another's file, and a claim whose process is
 * gone counts for nothing.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { sleep } from '../base/async.ts';
import { err, ok } from '../base/result.ts';
import type { Failure, Outcome, Path } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { isAlive, ownMark, processMarkSchema } from './processMark.ts';

/** Where the claims of all windows lie, below the extension's own folder. */
export const locksFolder = (journalPath: Path): Path => join(journalPath, 'locks');

export interface RunLock {
  /** Never fails: what cannot be removed goes stale with this process. */
  release(): Promise<void>;
}

const claimSchema = v.object({
  ...processMarkSchema.entries,
  cluster: v.string(),
  verb: v.picklist(['up', 'down', 'rollback']),
});

interface Claim extends v.InferOutput<typeof claimSchema> {
  readonly id: string;
  /** It has seen that nobody else was there. */
  readonly isHeld: boolean;
}

/** How long a claim that looks half written may stand: its writer is at work on it, or died at it. */
const longestWrite = 2_000;

/**
 * Takes the lock of `cluster` in the machine store at `storePath`, or says who has it: `alreadyRunning`. `folder` is where
 * the locks of all windows lie.
 */
export async function takeRunLock(
  folder: Path,
  about: { readonly storePath: Path; readonly cluster: string; readonly verb: Plan['verb'] },
): Promise<Outcome<RunLock>> {
  const claims = claimsFolder(folder, about);
  const id = randomUUID();
  const files = [join(claims, `${id}.claim`), join(claims, `${id}.held`)] as const;
  const release = async (): Promise<void> => {
    for (const file of files.toReversed()) await rm(file, { force: true }).catch(() => undefined);
  };
  try {
    await mkdir(claims, { recursive: true });
    const own = { ...(await ownMark()), cluster: about.cluster, verb: about.verb };
    await writeFile(files[0], JSON.stringify(own), { flag: 'wx' });
    for (;;) {
      const others = (await readClaims(claims)).filter((claim) => claim.id !== id);
      // Of two that claim in the same moment the one with the smaller id goes on. The other sees it here and steps back; what
      // has come later than a holder's last look sees that it is held.
      const winner = others.find((claim) => claim.isHeld) ?? others.find((claim) => claim.id < id);
      if (winner) {
        await release();
        return err(alreadyRunning(winner));
      }
      if (others.length === 0) break;
      await sleep(10);
    }
    // A second file, not a new name: while a file is renamed, who lists the folder may see neither name.
    await writeFile(files[1], '', { flag: 'wx' });
    return ok({ release });
  } catch (error) {
    await release();
    return err({ kind: 'fileUnreadable', path: claims, said: error instanceof Error ? error.message : String(error) });
  }
}

/** Who runs on `cluster` at this moment, as `alreadyRunning`; undefined: nobody. For telling early: only the lock itself is proof. */
export async function runUnderWay(
  folder: Path,
  about: { readonly storePath: Path; readonly cluster: string },
): Promise<Failure | undefined> {
  const claims = await readClaims(claimsFolder(folder, about)).catch(() => []);
  const holder = claims.find(({ isHeld }) => isHeld);
  return holder && alreadyRunning(holder);
}

/** A name of its own per cluster and store, whatever characters they have. */
function claimsFolder(
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

const alreadyRunning = ({ cluster, verb, pid, at }: Claim): Failure => ({
  kind: 'alreadyRunning',
  cluster,
  verb,
  pid,
  since: new Date(at),
});

/** The claims of living processes; those of dead ones are cleared away. */
async function readClaims(folder: Path): Promise<Claim[]> {
  const names = await readdir(folder);
  const claims = await Promise.all(
    names
      .filter((name) => name.endsWith('.claim'))
      .map(async (name) => {
        const id = name.slice(0, -'.claim'.length);
        const claim = await readClaim(join(folder, name));
        if (claim === 'gone') return [];
        if (claim !== 'dead') return [{ ...claim, id, isHeld: names.includes(`${id}.held`) }];
        for (const end of ['held', 'claim']) await rm(join(folder, `${id}.${end}`), { force: true });
        return [];
      }),
  );
  return claims.flat();
}

async function readClaim(file: Path): Promise<Omit<Claim, 'id' | 'isHeld'> | 'gone' | 'dead'> {
  for (let waited = 0; ; waited += 10) {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      return 'gone';
    }
    const claim = v.safeParse(v.pipe(v.string(), v.parseJson(), claimSchema), text);
    if (claim.success) return (await isAlive(claim.output)) ? claim.output : 'dead';
    if (waited >= longestWrite) return 'dead';
    await sleep(10);
  }
}
