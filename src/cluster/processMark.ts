/** Which process wrote a file, so that another can tell whether it still lives, though pids are used again. */
import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import * as v from 'valibot';

export const processMarkSchema = v.object({
  pid: v.number(),
  /** The kernel's word on when the process started; empty where the system does not tell. */
  started: v.string(),
  /** When the mark was made, in milliseconds since 1970. */
  at: v.number(),
});

export type ProcessMark = v.InferOutput<typeof processMarkSchema>;

/** The mark of this process. */
export async function ownMark(): Promise<ProcessMark> {
  return { pid: process.pid, started: (await startOf(process.pid)) ?? '', at: Date.now() };
}

/** Whether the process that made the mark still runs; a later process with the same pid is another. */
export async function isAlive(mark: ProcessMark): Promise<boolean> {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    // EPERM: there is one, of another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = await startOf(mark.pid);
  if (mark.started !== '' && started !== undefined) return started === mark.started;
  // Without the kernel's word (macOS, Windows) at least nothing outlives a restart of the computer; a minute is for clocks.
  return mark.at > Date.now() - uptime() * 1000 - 60_000;
}

/** Boot id and start time in clock ticks, from Linux's /proc; undefined elsewhere and for a process that is gone. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${String(pid)}/stat`, 'utf8'),
    ]);
    // The command's name, in parentheses, may hold anything; the start is the 20th field behind it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks && `${boot.trim()}/${ticks}`;
  } catch {
    return undefined;
  }
}
