/** Whether a machine's host gets through to an address, tried from that host over ssh. */
import { ok } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { MachineCommand } from '../docker/doors.ts';
import { ssh } from '../docker/machineCommands.ts';

/** `silent`: nothing came back in time. */
export type Tried =
  | { readonly reached: true }
  | { readonly reached: false; readonly why: 'silent' | 'refused' | 'unreachable'; readonly said: string };

/** How long a host tries each address. */
export const tryDeadline: Milliseconds = seconds(3);

/** The measurement as data; undefined where a host could not be written into it safely. Several addresses: one that is reached is enough. */
export function tryConnect(
  machine: string,
  addresses: readonly { readonly host: string; readonly port: number }[],
): MachineCommand<Tried | undefined> | undefined {
  if (!addresses.every(({ host }) => /^[a-zA-Z0-9][a-zA-Z0-9.:-]*$/.test(host))) return undefined;
  const time = String(tryDeadline / 1000);
  // curl is what docker-machine itself installs engines with, so it is there. It tells a connection from an answer, and only the
  // connection counts: a ZooKeeper has no answer for it. The exit code is printed, for docker-machine makes every one of them a 1.
  const tries = addresses.map(
    ({ host, port }) =>
      `curl -sS -o /dev/null --connect-timeout ${time} -m ${time} -w "connect=%{time_connect} " ` +
      `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}/ 2>&1; echo " exit=$?"`,
  );
  const { args, deadline, refused } = ssh(machine, ['sh', '-c', tries.join('; ')]);
  return { args, deadline, refused, parse: (stdout) => ok(readTried(stdout)) };
}

/** Undefined: it says nothing of the way there (no curl, no shell). */
function readTried(stdout: string): Tried | undefined {
  const connected = [...stdout.matchAll(/connect=(\d+(?:[.,]\d+)?)/g)].map(([, time = '']) =>
    Number(time.replace(',', '.')),
  );
  const codes = [...stdout.matchAll(/exit=(\d+)/g)].map(([, code]) => Number(code));
  if (connected.some((time) => time > 0) || codes.includes(0)) return { reached: true };
  const said = /curl: \(\d+\).*/.exec(stdout)?.[0];
  // Anything else, 127 for one, is about curl and not about the way.
  if (said === undefined || codes.length === 0) return undefined;
  const why = codes.includes(28) ? 'silent' : / refused/i.test(said) ? 'refused' : 'unreachable';
  return { reached: false, why, said };
}
