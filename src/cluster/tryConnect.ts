/** Tests over ssh whether a machine's host can connect to an address. */
import { ok } from '../base/result.ts';
import { seconds, type Milliseconds } from '../base/units.ts';
import type { MachineCommand } from '../docker/doors.ts';
import { ssh } from '../docker/machineCommands.ts';

/** `silent`: no response in time. */
export type Tried =
  | { readonly reached: true }
  | { readonly reached: false; readonly why: 'silent' | 'refused' | 'unreachable'; readonly said: string };

/** How long a host tries each address. */
export const tryDeadline: Milliseconds = seconds(3);

/** The command as data; undefined if a host cannot be embedded safely. One reachable address is enough. */
export function tryConnect(
  machine: string,
  addresses: readonly { readonly host: string; readonly port: number }[],
): MachineCommand<Tried | undefined> | undefined {
  if (!addresses.every(({ host }) => /^[a-zA-Z0-9][a-zA-Z0-9.:-]*$/.test(host))) return undefined;
  const time = String(tryDeadline / 1000);
  // docker-machine installs engines with curl, so it is available. It reports connections and answers separately, and only the connection
  // counts: ZooKeeper does not answer it. Print the exit code, as docker-machine turns every failure into 1.
  const tries = addresses.map(
    ({ host, port }) =>
      `curl -sS -o /dev/null --connect-timeout ${time} -m ${time} -w "connect=%{time_connect} " ` +
      `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}/ 2>&1; echo " exit=$?"`,
  );
  const { args, deadline, refused } = ssh(machine, ['sh', '-c', tries.join('; ')]);
  return { args, deadline, refused, parse: (stdout) => ok(readTried(stdout)) };
}

/** Undefined if curl reports no result (no curl, no shell). */
function readTried(stdout: string): Tried | undefined {
  const connected = [...stdout.matchAll(/connect=(\d+(?:[.,]\d+)?)/g)].map(([, time = '']) =>
    Number(time.replace(',', '.')),
  );
  const codes = [...stdout.matchAll(/exit=(\d+)/g)].map(([, code]) => Number(code));
  if (connected.some((time) => time > 0) || codes.includes(0)) return { reached: true };
  const said = /curl: \(\d+\).*/.exec(stdout)?.[0];
  // Other output, such as exit code 127, does not concern the network.
  if (said === undefined || codes.length === 0) return undefined;
  const why = codes.includes(28) ? 'silent' : / refused/i.test(said) ? 'refused' : 'unreachable';
  return { reached: false, why, said };
}
