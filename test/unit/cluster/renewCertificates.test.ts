// Which calls make new certificates: of a machine of a classic swarm others than of the rest.
import { expect, test } from 'vitest';
import { err, ok } from '../../../src/base/result.ts';
import { renewCertificates } from '../../../src/cluster/renewCertificates.ts';
import type { MachineCommand, MachineTool } from '../../../src/docker/doors.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import { kvUrl, machine, swarmMachine } from '../samples.ts';
import { record } from '../records.ts';

/** What was run, and what came of it. `fails`: the tool's words, by subcommand. */
async function renewed(
  one: ReturnType<typeof machine>,
  failure?: Failure,
  fails: Readonly<Record<string, string>> = {},
): Promise<{ readonly ran: string[]; readonly outcome: Outcome<void> }> {
  const ran: string[] = [];
  const tool: Pick<MachineTool, 'run'> = {
    run: <T>({ args, parse }: MachineCommand<T>) => {
      ran.push(args.join(' '));
      const said = fails[args[0] ?? ''];
      return Promise.resolve(
        said === undefined ? parse('') : err({ kind: 'toolFailed', argv: args, exitCode: 1, said }),
      );
    },
  };
  return { ran, outcome: await renewCertificates(tool, { machine: one, failure }, {}) };
}

const address = '192.168.99.101:2376';
const manager = swarmMachine('boss', '192.168.99.101', kvUrl, true);
const inUse = record('dm/create-node2-on-used-host.stderr');
const expired = (whose: 'engine' | 'client'): Failure => ({
  kind: 'certificateExpired',
  address,
  whose,
  at: undefined,
});
const moved: Failure = {
  kind: 'certificateForeign',
  address,
  whose: 'engine',
  said: "Hostname/IP does not match certificate's altnames: IP: 192.168.99.101 is not in the cert's list: 192.168.99.7",
};

test('of a machine of no swarm', async () => {
  expect((await renewed(machine('dev'))).ran).toEqual(['regenerate-certs -f dev']);
  expect((await renewed(machine('dev'), moved)).ran).toEqual(['regenerate-certs -f dev']);
});

test('where the store’s copy is missing: that, too, as docker-machine copies it into the machine’s folder', async () => {
  const dev = machine('dev');
  const lacks = (...missingCertificates: string[]) => renewed({ ...dev, missingCertificates });
  expect((await lacks('/s/certs/cert.pem')).ran).toEqual(['regenerate-certs -f --client-certs dev']);
  expect((await lacks(`${dev.directory}/cert.pem`)).ran).toEqual(['regenerate-certs -f dev']);
});

test('where the client’s has expired: that, too', async () => {
  expect((await renewed(machine('dev'), expired('client'))).ran).toEqual(['regenerate-certs -f --client-certs dev']);
  expect((await renewed(machine('dev'), expired('engine'))).ran).toEqual(['regenerate-certs -f dev']);
});

test('of a swarm’s machine: provisioned anew, which ends well at the containers that are there', async () => {
  const { ran, outcome } = await renewed(manager, expired('engine'), { provision: inUse });
  expect(ran).toEqual(['provision boss']);
  expect(outcome).toEqual(ok(undefined));
});

test('of a swarm’s machine at another address: its agent is made anew', async () => {
  const { ran } = await renewed(manager, moved);
  expect(ran).toEqual([
    "ssh boss sh '-c' 'sudo docker rm -f swarm-agent swarm-agent-master || true'",
    'provision boss',
  ]);
});

test('of a swarm’s machine after the client’s has expired: first the client’s', async () => {
  const { ran } = await renewed(manager, expired('client'), { provision: inUse });
  expect(ran).toEqual(['regenerate-certs -f --client-certs boss', 'provision boss']);
});

test('what fails is told, and nothing is done after it', async () => {
  const { outcome } = await renewed(manager, undefined, { provision: 'no route to host' });
  expect(outcome).toMatchObject({ ok: false, error: { said: 'no route to host' } });
  const cut = await renewed(manager, moved, { ssh: 'Permission denied' });
  expect(cut.ran).toHaveLength(1);
  expect(cut.outcome).toMatchObject({ ok: false, error: { said: 'Permission denied' } });
});
