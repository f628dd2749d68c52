/** Reads the claims in a queue's folder and detects stale ones; see `turns.ts`. */
import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { sleep } from '../base/async.ts';
import type { Milliseconds } from '../base/units.ts';
import type { Path } from '../base/hostPath.ts';
import type { Pace } from './heldClaim.ts';
import { livenessOf, processMarkSchema, type ProcessMark } from './processMark.ts';

/** `about` is shown to other participants. */
export interface Claim<T> {
  readonly id: string;
  readonly about: T;
  readonly process: ProcessMark;
  /** Undefined while the claim's number is being drawn, so its position is not known yet. */
  readonly number: number | undefined;
  /**
   * `alive`: by its pid. `beating`: the pid cannot be checked from here, but the heartbeat is fresh. `silent`: the heartbeat is old;
   * watched before it counts as stale.
   */
  readonly state: 'alive' | 'beating' | 'silent';
  /** Time of the last heartbeat, by the clock of the file system. */
  readonly heartbeat: number;
}

export type ClaimSchema<T> = v.GenericSchema<unknown, T>;

/** How long to retry reading text that is not a claim: another host may see a file before its content. */
const longestWrite: Milliseconds = 2_000;
/** Larger than any claim. */
const longestClaim = 64 * 1024;

/** When a claim's heartbeat last changed, by our own monotonic clock. */
interface Sighting {
  readonly mtime: number;
  readonly since: number;
  /** The heartbeat was already old when first observed. */
  readonly isSilent: boolean;
}

/** Reads one queue repeatedly: a heartbeat must be watched to detect that it stopped. */
export class ClaimReader<T> {
  readonly #folder: Path;
  readonly #schema: ClaimSchema<T>;
  readonly #pace: Pace;
  readonly #sightings = new Map<string, Sighting>();

  constructor(folder: Path, schema: ClaimSchema<T>, pace: Pace) {
    this.#folder = folder;
    this.#schema = schema;
    this.#pace = pace;
  }

  /** All claims that are not stale, in queue order, with those still drawing last. Removes stale claims. */
  async read(): Promise<readonly Claim<T>[]> {
    const names = await readdir(this.#folder);
    const claims = await Promise.all(
      names
        .filter((name) => name.endsWith('.claim'))
        .map(async (name): Promise<Claim<T>[]> => {
          const id = name.slice(0, -'.claim'.length);
          const claim = await this.#claim(id);
          if (claim === 'gone') return [];
          if (claim !== 'stale') return [{ ...claim, id, number: numberOf(id, names) }];
          // A read-only queue can still be read.
          await removeClaim(this.#folder, id).catch(() => undefined);
          return [];
        }),
    );
    return claims.flat().sort(inLine);
  }

  async #claim(id: string): Promise<Omit<Claim<T>, 'id' | 'number'> | 'gone' | 'stale'> {
    const file = join(this.#folder, `${id}.claim`);
    for (let waited = 0; ; waited += 50) {
      const read = await readWithTime(file);
      if (!read) return 'gone';
      const claim = v.safeParse(
        v.pipe(v.string(), v.parseJson(), v.object({ process: processMarkSchema, about: this.#schema })),
        read.text,
      );
      if (claim.success) {
        const liveness = await livenessOf(claim.output.process);
        if (liveness === 'dead') return 'stale';
        if (liveness === 'alive') return { ...claim.output, state: 'alive', heartbeat: read.mtime };
        const isSilent = await this.#isSilent(id, read.mtime);
        if (isSilent && this.#isStale(id)) return 'stale';
        return { ...claim.output, state: isSilent ? 'silent' : 'beating', heartbeat: read.mtime };
      }
      // Claims are written atomically, so this one is from a crashed computer or is not a claim.
      if (waited >= longestWrite) return 'stale';
      await sleep(50);
    }
  }

  async #isSilent(id: string, mtime: number): Promise<boolean> {
    const before = this.#sightings.get(id);
    if (before?.mtime === mtime) return before.isSilent || performance.now() - before.since >= this.#pace.silent;
    // A claim that changed since the last check is alive, whatever the clocks say.
    const isSilent = !before && Math.abs((await folderTime(this.#folder)) - mtime) > this.#pace.silent;
    this.#sightings.set(id, { mtime, since: performance.now(), isSilent });
    return isSilent;
  }

  #isStale(id: string): boolean {
    const seen = this.#sightings.get(id);
    const watched = seen?.isSilent ? this.#pace.watch : this.#pace.silent + this.#pace.watch;
    return seen !== undefined && performance.now() - seen.since >= watched;
  }
}

/** Two claims that draw at the same time may get the same number; the smaller id then comes first. */
export function inLine(a: Pick<Claim<unknown>, 'id' | 'number'>, b: Pick<Claim<unknown>, 'id' | 'number'>): number {
  return (a.number ?? Infinity) - (b.number ?? Infinity) || (a.id < b.id ? -1 : 1);
}

/** Removes the number first: a claim without a number delays others briefly, a number without a claim would stay forever. */
export async function removeClaim(folder: Path, id: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((each) => each.startsWith(`${id}.turn-`)))
    await rm(join(folder, name), { force: true });
  await rm(join(folder, `${id}.claim`), { force: true });
}

function numberOf(id: string, names: readonly string[]): number | undefined {
  const numbers = names.flatMap((name) => {
    const number = name.startsWith(`${id}.turn-`) ? name.slice(`${id}.turn-`.length) : '';
    return /^\d{1,15}$/.test(number) ? [Number(number)] : [];
  });
  return numbers[0];
}

/** Opens the file each time: on NFS this asks the server, while a lookup by name may be answered from a cache. */
async function readWithTime(file: Path): Promise<{ readonly text: string; readonly mtime: number } | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const { mtimeMs, size } = await handle.stat();
      return { text: size > longestClaim ? '' : await handle.readFile('utf8'), mtime: mtimeMs };
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Current time by the clock that stamps files in `folder`, possibly a file server's; our own clock if the folder is not writable. */
async function folderTime(folder: Path): Promise<Milliseconds> {
  const file = join(folder, `${randomUUID()}.clock`);
  try {
    await writeFile(file, '', { flag: 'wx', mode: 0o600 });
    return (await stat(file)).mtimeMs;
  } catch {
    return Date.now();
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}
