/** New certificates for a machine's engine, and what hangs on them in a classic swarm. */
import { ok } from '../base/result.ts';
import type { CallOptions, MachineTool, OutputLine } from '../docker/doors.ts';
import { provision, regenerateCertificates, ssh } from '../docker/machineCommands.ts';
import { swarmAgentName, swarmManagerName } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';

export interface Renewal {
  readonly machine: Machine;
  /** What is wrong with its engine now; undefined: nothing that is known. */
  readonly failure: Failure | undefined;
}

type Options = CallOptions & { readonly onLine?: (line: OutputLine) => void };

/**
 * `regenerate-certs` does it, but for a machine that was made with `--swarm`: it forgets that a swarm manager shows its certificate
 * to the engines, too, and makes one that they refuse, so that the manager has all its nodes Pending for ever (docker-machine
 * 0.16.2 and rancher-machine: `ConfigureAuth` is given no swarm options). `provision` knows of it, and ends at the swarm's
 * containers, which are there already.
 */
export async function renewCertificates(
  tool: Pick<MachineTool, 'run'>,
  { machine, failure }: Renewal,
  options: Options,
): Promise<Outcome<void>> {
  const { name, swarm } = machine;
  const isExpired = failure?.kind === 'certificateExpired' && failure.whose === 'client';
  // docker-machine copies the store's into the machine's folder, and makes them only when told to.
  const client = isExpired || (machine.missingCertificates ?? []).some((path) => !path.startsWith(machine.directory));
  if (!swarm || client) {
    const renewed = await tool.run(regenerateCertificates(name, { client }), options);
    if (!renewed.ok || !swarm) return renewed;
  }
  // The agent tells the swarm the address that it was made with: it is made anew.
  if (isForAnotherAddress(failure)) {
    const remove = `sudo docker rm -f ${swarmAgentName} ${swarmManagerName} || true`;
    const removed = await tool.run(ssh(name, ['sh', '-c', remove]), options);
    if (!removed.ok) return removed;
  }
  const provisioned = await tool.run(provision(name), options);
  return provisioned.ok || !isSwarmThere(provisioned.error) ? provisioned : ok(undefined);
}

/** Node's words for a certificate that is good but for the address at which it was met. */
const isForAnotherAddress = (failure: Failure | undefined): boolean =>
  failure?.kind === 'certificateForeign' &&
  failure.whose === 'engine' &&
  failure.said.includes("does not match certificate's altnames");

/** The swarm's containers are made last: what comes before, certificates and engine, is done. */
const isSwarmThere = (failure: Failure): boolean =>
  failure.kind === 'toolFailed' && /\/swarm-agent(-master)?"? is already in use/.test(failure.said);
