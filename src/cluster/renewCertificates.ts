/** Renews a machine's engine certificates and what depends on them in classic swarm. */
import { ok } from '../base/result.ts';
import type { CallOptions, MachineTool, OutputLine } from '../docker/doors.ts';
import { provision, regenerateCertificates, ssh } from '../docker/machineCommands.ts';
import { swarmAgentName, swarmManagerName } from '../model/engine.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import type { Machine } from '../model/machine.ts';

export interface Renewal {
  readonly machine: Machine;
  /** The current failure of its engine; undefined if none is known. */
  readonly failure: Failure | undefined;
}

type Options = CallOptions & { readonly onLine?: (line: OutputLine) => void };

/**
 * `regenerate-certs` is enough, except for machines created with `--swarm`: it ignores that a swarm manager also shows its certificate to
 * engines, which refuse the new one, so that all nodes stay Pending (docker-machine 0.16.2 and rancher-machine: `ConfigureAuth` gets no
 * swarm options). `provision` handles this and ends at the existing swarm containers.
 */
export async function renewCertificates(
  tool: Pick<MachineTool, 'run'>,
  { machine, failure }: Renewal,
  options: Options,
): Promise<Outcome<void>> {
  const { name, swarm } = machine;
  const isExpired = failure?.kind === 'certificateExpired' && failure.whose === 'client';
  // docker-machine copies client certificates from the machine store, and creates them only when told to.
  const client = isExpired || (machine.missingCertificates ?? []).some((path) => !path.startsWith(machine.directory));
  if (!swarm || client) {
    const renewed = await tool.run(regenerateCertificates(name, { client }), options);
    if (!renewed.ok || !swarm) return renewed;
  }
  // The agent advertises the address from its creation, so it is recreated.
  if (isForAnotherAddress(failure)) {
    const remove = `sudo docker rm -f ${swarmAgentName} ${swarmManagerName} || true`;
    const removed = await tool.run(ssh(name, ['sh', '-c', remove]), options);
    if (!removed.ok) return removed;
  }
  const provisioned = await tool.run(provision(name), options);
  return provisioned.ok || !isSwarmThere(provisioned.error) ? provisioned : ok(undefined);
}

/** Node's message for a certificate that is valid except for the address. */
const isForAnotherAddress = (failure: Failure | undefined): boolean =>
  failure?.kind === 'certificateForeign' &&
  failure.whose === 'engine' &&
  failure.said.includes("does not match certificate's altnames");

/** The swarm's containers come last: certificates and engine are done. */
const isSwarmThere = (failure: Failure): boolean =>
  failure.kind === 'toolFailed' && /\/swarm-agent(-master)?"? is already in use/.test(failure.said);
