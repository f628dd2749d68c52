/**
 * Which process wrote a file, so that another can tell whether it still runs. A pid means something only on the same host, since the
 * same boot, and in the same PID namespace: of a process elsewhere (a dev container, a home folder on NFS) the pid proves nothing.
 */
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';

export const processMarkSchema = v.object({
  pid: v.number(),
  /** Boot id and start time by the kernel; empty where the system does not tell. */
  started: v.string(),
  /** When the mark was made, in milliseconds since 1970. */
  at: v.number(),
  host: v.optional(v.string()),
  /** `/etc/machine-id`: two hosts may have one name. */
  machineId: v.optional(v.string()),
  /** What `/proc/self/ns/pid` leads to. */
  pidNamespace: v.optional(v.string()),
});

export type ProcessMark = v.InferOutput<typeof processMarkSchema>;

/** `unknown`: the process runs where its pid cannot be checked from here, or the system does not tell when it started. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** The mark of this process. */
export async function ownMark(): Promise<ProcessMark> {
  const [started, place] = await Promise.all([startOf(process.pid), ownPlace()]);
  return { pid: process.pid, started: started ?? '', at: Date.now(), ...place };
}

/** Whether the process that made the mark still runs; a later process with the same pid is another. */
export async function livenessOf(mark: ProcessMark): Promise<Liveness> {
  if (!(await isOfThisPlace(mark))) return 'unknown';
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    // EPERM: there is one, of another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'dead';
  }
  const started = await startOf(mark.pid);
  if (mark.started === '' || started === undefined) return 'unknown';
  return started === mark.started ? 'alive' : 'dead';
}

type Place = Pick<ProcessMark, 'host' | 'machineId' | 'pidNamespace'>;

/** A restart of the host gives it another boot id; so does a clone that has its name and machine id. */
async function isOfThisPlace(mark: ProcessMark): Promise<boolean> {
  // Marks of earlier versions name no place: they lie in folders that only this host writes.
  if (mark.host === undefined) return true;
  const own = await ownPlace();
  if (mark.host !== own.host || mark.machineId !== own.machineId || mark.pidNamespace !== own.pidNamespace)
    return false;
  const boot = await bootId();
  return mark.started === '' || boot === '' || mark.started.startsWith(`${boot}/`);
}

async function ownPlace(): Promise<Required<Place>> {
  const [machineId, pidNamespace] = await Promise.all([
    readFile('/etc/machine-id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return { host: hostname(), machineId: machineId.trim(), pidNamespace };
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

/** Boot id and start time in clock ticks, from Linux's /proc; undefined elsewhere and for a process that is gone. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    // A /proc of another PID namespace (`unshare --pid` without `--mount-proc`) has other processes under these numbers.
    if ((await readlink('/proc/self')) !== String(process.pid)) return undefined;
    const [boot, stat] = await Promise.all([bootId(), readFile(`/proc/${String(pid)}/stat`, 'utf8')]);
    // The command's name, in parentheses, may hold anything; the start is the 20th field behind it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks && `${boot}/${ticks}`;
  } catch {
    return undefined;
  }
}
