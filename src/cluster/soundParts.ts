/** Extracts the valid parts of a cluster file, so that they can be checked despite errors elsewhere. Pure. */
import * as v from 'valibot';
import { clusterFileSchema, type ClusterFile } from '../model/clusterFileSchema.ts';
import type { Problem } from '../model/fileFailure.ts';
import { keyText, type FilePath } from './filePlaces.ts';

export interface SoundParts {
  readonly file: ClusterFile;
  readonly value: object;
  /** Paths that were removed or filled in: problems there, or caused by this, are not the file's own. */
  readonly changed: readonly FilePath[];
}

/** Each round removes what the previous one found; more rounds are not worthwhile. */
const mostRounds = 5;

/** `value` without what is at `refused` and without what its schema rejects; undefined if nothing is left. */
export function soundParts(value: unknown, refused: readonly FilePath[] = []): SoundParts | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const rest: object = structuredClone(value);
  const changed = [...refused];
  for (const [serial, path] of refused.entries()) takeOut(rest, path, serial);
  for (let round = 0; round < mostRounds; round += 1) {
    const read = v.safeParse(clusterFileSchema, rest);
    if (read.success) return { file: read.output, value: rest, changed };
    for (const issue of read.issues) {
      const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
      takeOut(rest, path, changed.length);
      changed.push(path);
    }
  }
  return undefined;
}

/** True if a problem is the file's own and not caused by a removal. */
export function isItsOwn(path: FilePath, problem: Problem, { changed }: SoundParts): boolean {
  const isLost = (key: string): boolean => changed.some((each) => each.length === 1 && each[0] === key);
  if (problem.kind === 'nothingToDo' || problem.kind === 'missingKey') return false;
  if (problem.kind === 'duplicateName' && ['managers', 'keyValueStore'].some(isLost)) return false;
  const isOfDriver = problem.kind === 'unknownDriver' || problem.kind === 'unknownOption';
  if (isOfDriver && changed.some((each) => isDriverName(each) && isFor(each, path))) return false;
  return !changed.some((each) => keyText(each) === keyText(path));
}

const isDriverName = (path: FilePath): boolean =>
  path.at(-1) === 'driver' || (path.at(-2) === 'driver' && path.at(-1) === 'name');

/** True if the driver named at `name` applies to `path`: the cluster's, or that of the same machine. */
const isFor = (name: FilePath, path: FilePath): boolean =>
  name[0] === 'driver' || (name[0] === path[0] && name[1] === path[1]);

/** Removes a key; list elements only lose their content, so that later indexes stay the same. */
function takeOut(value: object, path: FilePath, serial: number): void {
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => (isHolder(at) ? at[step] : undefined), value);
  const last = path.at(-1);
  if (!isHolder(parent) || last === undefined) return;
  const name = `no-name-${String(serial)}`;
  if (Array.isArray(parent))
    parent[Number(last)] = isHolder(parent[Number(last)]) || holdsMaps(path) ? { name } : 'none=';
  else if (Object.hasOwn(parent, last)) Reflect.deleteProperty(parent, last);
  else parent[last] = name;
}

const holdsMaps = (path: FilePath): boolean => ['managers', 'nodes', 'networks'].includes(String(path[0]));

const isHolder = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null;
