/** Reads and watches the machine store's files without running docker-machine. */
import { lstat, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { limit, sleep } from '../base/async.ts';
import type { Log } from '../base/log.ts';
import type { Milliseconds } from '../base/units.ts';
import { err, ok } from '../base/result.ts';
import { visible } from '../base/visible.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Path } from '../base/hostPath.ts';
import type { MachineEntry } from '../model/machine.ts';
import type { MachineFiles, StoreContents } from './doors.ts';
import { findCertificates, lookingOnce } from './machineCertificates.ts';
import { readIdentity } from './machineIdentity.ts';
import { parseMachineRecord } from './machineRecord.ts';
import { authorityExists, exists, filesAtOnce, machineFolders, readRecord, wordsOf } from './machineStoreFiles.ts';
import { MachineStoreWatch } from './machineStoreWatch.ts';
import { realStorePath } from './realStorePath.ts';

/** Opens the machine store at `path` (docker-machine's MACHINE_STORAGE_PATH). It is watched while it has listeners. */
export function createMachineStore(path: Path, log: Log): MachineFiles {
  const changes = new MachineStoreWatch(path, log);
  return {
    path,
    read: async () => {
      // Listeners are notified of all changes after this point.
      await changes.ready();
      return readStore(path);
    },
    readOne: (name) => readOne(path, name),
    realPath: () => realStorePath(path),
    removeUnloadable: (name) => removeUnloadable(path, name),
    onDidChange: changes.event,
    dispose: () => {
      changes.dispose();
    },
  };
}

/**
 * docker-machine replaces a record by removing the old file and renaming the new one, and writes a new record in place: for a moment it
 * is missing or incomplete. Records that look broken are read again after this time.
 */
const secondLook: Milliseconds = 60;

async function readStore(path: Path): Promise<StoreContents> {
  const [folders, hasAuthority, realPath] = await Promise.all([
    machineFolders(path),
    authorityExists(path),
    realStorePath(path),
  ]);
  if (!folders.ok) return { entries: [], failure: folders.error, hasAuthority, realPath };
  const inTurn = limit(filesAtOnce);
  const isThere = lookingOnce();
  const first = await Promise.all(folders.value.map((name) => inTurn(() => readEntry(path, name, isThere))));
  const entries = first.some(isFailed) ? await lookAgain(path, first) : first;
  const read = entries.filter((entry) => entry !== undefined);
  const hasNoFolder = folders.value.length === 0 && !(await isFolder(join(path, 'machines')));
  return { entries: read, failure: undefined, hasAuthority, realPath, ...(hasNoFolder ? { hasNoFolder } : {}) };
}

async function readOne(path: Path, name: string): Promise<MachineEntry | undefined> {
  // Names from callers must not escape the machine store.
  if (name === '' || name.startsWith('.') || basename(name) !== name || name.includes('\0')) return undefined;
  const [entry] = await lookAgain(path, [await readEntry(path, name)]);
  return entry;
}

async function removeUnloadable(path: Path, name: string): Promise<Outcome<void>> {
  const machines = join(path, 'machines');
  const directory = join(machines, name);
  const entry = await readOne(path, name);
  if (!entry) return err({ kind: 'machineUnknown', machine: name });
  const refused = (said: string): Outcome<void> =>
    err({ kind: 'recordUnloadable', machine: name, path: join(directory, 'config.json'), said });
  try {
    if ((await realpath(directory)) !== join(await realpath(machines), name)) return refused('a link');
    if (!('failure' in entry) || entry.failure.kind !== 'recordUnloadable') return refused('the record has changed');
    // Deletes links in the folder without following them.
    await rm(directory, { recursive: true });
    return ok(undefined);
  } catch (error) {
    return refused(wordsOf(error));
  }
}

const isFailed = (entry: MachineEntry | undefined): entry is MachineEntry & { readonly failure: Failure } =>
  entry !== undefined && 'failure' in entry;

async function lookAgain(
  path: Path,
  entries: readonly (MachineEntry | undefined)[],
): Promise<readonly (MachineEntry | undefined)[]> {
  if (!entries.some(isFailed)) return entries;
  await sleep(secondLook);
  const inTurn = limit(filesAtOnce);
  return Promise.all(
    entries.map(async (entry) => (isFailed(entry) ? inTurn(() => readEntry(path, basename(entry.directory))) : entry)),
  );
}

/** Reads one folder of the machine store; undefined if it does not exist (any more). */
async function readEntry(
  store: Path,
  folder: string,
  isThere: (path: Path) => Promise<boolean> = exists,
): Promise<MachineEntry | undefined> {
  const directory = join(store, 'machines', folder);
  // docker-machine accepts only letters, digits, dots and dashes in names: others are only shown.
  const name = visible(folder);
  const json = await readRecord(directory, name);
  if (!json.ok) {
    if (json.error.kind === 'recordMissing' && !(await isFolder(directory))) return undefined;
    return { name, directory, identity: await readIdentity(directory, undefined), failure: json.error };
  }
  const record = parseMachineRecord(json.value, { store, name: folder });
  if (!record.ok) return { name, directory, identity: await readIdentity(directory, undefined), failure: record.error };
  const { machine, driverId: id } = record.value;
  const { driver, address, ssh } = machine;
  const [found, identity] = await Promise.all([
    findCertificates(directory, record.value.certificates, isThere),
    readIdentity(directory, { driver, id, address, key: ssh.key }),
  ]);
  return { name, directory, identity, machine: { ...machine, name, ...found } };
}

const isFolder = (path: Path): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
