/** Distinguishes machines of the same name by folder, key and the driver's ID. */
import { stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import type { Path } from '../base/hostPath.ts';
import type { FolderMark, MachineIdentity } from '../model/machine.ts';

/** The part of the identity that a record contains. */
export interface RecordedIdentity {
  readonly driver: string;
  readonly id: string | undefined;
  readonly address: string | undefined;
  readonly key: Path | undefined;
}

/** Matches `InstanceId` of amazonec2, `DropletID`, `ServerID`, `MachineId`, `VMID`, `UUID` …; not IDs of networks, images and keys. */
const idField = /^(instance|droplet|machine|server|device|node|vm|host)?_?(id|uuid)$/i;

/** Returns the driver's ID from a record's `Driver` section; undefined if it has none, as with virtualbox. */
export function driverIdOf(driver: Readonly<Record<string, unknown>>): string | undefined {
  for (const [field, value] of Object.entries(driver)) {
    if (!idField.test(field)) continue;
    if (typeof value === 'string' && value !== '') return value.slice(0, longestId);
    if (typeof value === 'number' && value !== 0) return String(value);
  }
  return undefined;
}

/** IDs are shown, and more characters do not make them more distinct. */
const longestId = 256;

/** Reads the identity of the machine in this folder; `recorded` is undefined if its record cannot be read. Never fails. */
export async function readIdentity(directory: Path, recorded: RecordedIdentity | undefined): Promise<MachineIdentity> {
  const [folder, key] = await Promise.all([
    markOf(directory),
    recorded?.key === undefined ? undefined : keyMark(recorded.key),
  ]);
  return { driver: recorded?.driver, id: recorded?.id, address: recorded?.address, folder, key };
}

async function markOf(directory: Path): Promise<FolderMark | undefined> {
  const found = await stat(directory, { bigint: true }).catch(() => undefined);
  if (!found) return undefined;
  const isKept = found.birthtimeNs > 0n && (await birthsAreKept());
  return { inode: String(found.ino), born: isKept ? Number(found.birthtimeNs) / 1_000_000 : undefined };
}

let kept: Promise<boolean> | undefined;

/**
 * Whether the file system stores birth times. If not, Node returns 0, or on systems without `statx` the change time of every file;
 * otherwise the two are equal only for new files.
 */
function birthsAreKept(): Promise<boolean> {
  const isBornBefore = async (path: Path): Promise<boolean> => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    return found !== undefined && found.birthtimeNs > 0n && found.birthtimeNs !== found.ctimeNs;
  };
  kept ??= Promise.all([homedir(), tmpdir(), process.execPath].map(isBornBefore)).then((all) => all.includes(true));
  return kept;
}

async function keyMark(path: Path): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found?.isFile() === true ? `${String(found.size)}:${String(found.mtimeNs)}` : undefined;
}
