/**
 * Whose turn it is, over all windows and processes of this user: Lamport's bakery, with files. Who comes lays down a claim, then
 * draws a number above all that are drawn, and it is its turn when nobody is left before it. Nobody ever takes away or overwrites
 * another's file, and a claim whose process is gone counts for nothing.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { sleep } from '../base/async.ts';
import type { Path } from '../model/failure.ts';
import { isAlive, ownMark, processMarkSchema, type ProcessMark } from './processMark.ts';

/** `about` is what those who wait are told of who is before them. */
export interface Claim<T> {
  readonly about: T;
  readonly process: ProcessMark;
  /** Undefined: its number is being drawn at this moment, so nobody knows yet who of the two comes first. */
  readonly number: number | undefined;
}

export interface Turn<T> {
  /** Who stands before us, the first in front, those that still draw at the end. Nobody: it is our turn, until we leave. */
  readonly before: () => Promise<readonly Claim<T>[]>;
  /** Never fails: what cannot be removed goes stale with this process. */
  readonly leave: () => Promise<void>;
}

type Schema<T> = v.GenericSchema<unknown, T>;
type Place = { readonly id: string; readonly number: number | undefined };
type NamedClaim<T> = Claim<T> & Place;

/** How long a claim that looks half written may stand: its writer is at work on it, or died at it. */
const longestWrite = 2_000;

/** Draws a number in the line whose files lie in `folder`. Throws what the file system says against it. */
export async function drawTurn<T>(folder: Path, schema: Schema<T>, about: T): Promise<Turn<T>> {
  const id = randomUUID();
  const leave = (): Promise<void> => removeClaim(folder, id).catch(() => undefined);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${id}.claim`), JSON.stringify({ process: await ownMark(), about }), { flag: 'wx' });
    // Whoever sees our claim from here on waits until it sees our number too. A second file, not a new name: while a file is
    // renamed, who lists the folder may see neither name.
    const number = 1 + Math.max(0, ...(await readLine(folder, schema)).map((claim) => claim.number ?? 0));
    await writeFile(join(folder, `${id}.turn-${String(number)}`), '', { flag: 'wx' });
    const own = { id, number };
    return {
      before: async () =>
        (await readLine(folder, schema)).filter((claim) => claim.number === undefined || inLine(claim, own) < 0),
      leave,
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Who stands in the line, the first in front, those that still draw at the end. */
export async function readLine<T>(folder: Path, schema: Schema<T>): Promise<readonly NamedClaim<T>[]> {
  const names = await readdir(folder);
  const claims = await Promise.all(
    names
      .filter((name) => name.endsWith('.claim'))
      .map(async (name): Promise<NamedClaim<T>[]> => {
        const id = name.slice(0, -'.claim'.length);
        const claim = await readClaim(join(folder, name), schema);
        if (claim === 'gone') return [];
        if (claim !== 'dead') return [{ ...claim, id, number: numberOf(id, names) }];
        await removeClaim(folder, id);
        return [];
      }),
  );
  return claims.flat().sort(inLine);
}

/** Two that draw in the same moment may have the same number: then the smaller id comes first. */
function inLine(a: Place, b: Place): number {
  return (a.number ?? Infinity) - (b.number ?? Infinity) || (a.id < b.id ? -1 : 1);
}

function numberOf(id: string, names: readonly string[]): number | undefined {
  const file = names.find((name) => name.startsWith(`${id}.turn-`));
  return file === undefined ? undefined : Number(file.slice(`${id}.turn-`.length));
}

async function readClaim<T>(file: Path, schema: Schema<T>): Promise<Omit<Claim<T>, 'number'> | 'gone' | 'dead'> {
  for (let waited = 0; ; waited += 10) {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      return 'gone';
    }
    const claim = v.safeParse(
      v.pipe(v.string(), v.parseJson(), v.object({ process: processMarkSchema, about: schema })),
      text,
    );
    if (claim.success) return (await isAlive(claim.output.process)) ? claim.output : 'dead';
    if (waited >= longestWrite) return 'dead';
    await sleep(10);
  }
}

/** Its number first: a claim without one is waited for a moment, while a number without a claim would stay for good. */
async function removeClaim(folder: Path, id: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((each) => each.startsWith(`${id}.turn-`)))
    await rm(join(folder, name), { force: true });
  await rm(join(folder, `${id}.claim`), { force: true });
}
