/**
 * Identifies the process that wrote a file, so that others can check whether it still runs. A pid is valid only on the same host, boot and
 * PID namespace: for a process elsewhere (a dev container, a home folder on NFS) it proves nothing.
 */
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';

export const processMarkSchema = v.object({
  pid: v.number(),
  /** Boot ID and start time from the kernel; empty if unavailable. */
  started: v.string(),
  /** When the mark was made, in milliseconds since 1970. */
  at: v.number(),
  host: v.optional(v.string()),
  /** `/etc/machine-id`: two hosts may have the same name. */
  machineId: v.optional(v.string()),
  /** Target of `/proc/self/ns/pid`. */
  pidNamespace: v.optional(v.string()),
});

export type ProcessMark = v.InferOutput<typeof processMarkSchema>;

/** `unknown`: the pid cannot be checked from here, or the system does not report when the process started. */
export type Liveness = 'alive' | 'dead' | 'unknown';

export async function ownMark(): Promise<ProcessMark> {
  const [started, place] = await Promise.all([startOf(process.pid), ownPlace()]);
  return { pid: process.pid, started: started ?? '', at: Date.now(), ...place };
}

/** Whether the process that made the mark still runs; a later process with the same pid does not count. */
export async function livenessOf(mark: ProcessMark): Promise<Liveness> {
  if (!(await isOfThisPlace(mark))) return 'unknown';
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'dead';
  }
  const started = await startOf(mark.pid);
  if (mark.started === '' || started === undefined) return 'unknown';
  return started === mark.started ? 'alive' : 'dead';
}

type Place = Pick<ProcessMark, 'host' | 'machineId' | 'pidNamespace'>;

/** After a reboot the host has another boot ID; so does a clone with the same name and machine ID. */
async function isOfThisPlace(mark: ProcessMark): Promise<boolean> {
  // Marks of earlier versions name no host: they are in folders that only this host writes.
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

/** Boot ID and start time in clock ticks, from Linux's /proc; undefined on other systems and for ended processes. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    // In the /proc of another PID namespace (`unshare --pid` without `--mount-proc`) these pids are other processes.
    if ((await readlink('/proc/self')) !== String(process.pid)) return undefined;
    const [boot, stat] = await Promise.all([bootId(), readFile(`/proc/${String(pid)}/stat`, 'utf8')]);
    // The command name in parentheses may contain anything; the start time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks && `${boot}/${ticks}`;
  } catch {
    return undefined;
  }
}
