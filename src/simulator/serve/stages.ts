/** Names for the stages of a create, and the lines that they begin with. */
import { FaultRefused } from '../world/faults.ts';

const lines: Readonly<Record<string, string>> = {
  preCreate: 'Running pre-create checks',
  creating: 'Creating machine',
  waitingForMachine: 'Waiting for machine to be running',
  waitingForSsh: 'Waiting for SSH',
  provisioning: 'Provisioning with',
  certificates: 'Copying certs to',
  engine: 'Setting Docker configuration',
  swarm: 'Configuring swarm',
  checking: 'Checking connection to Docker',
};

/** In the order in which a create comes to them. */
export const stages: readonly { readonly name: string; readonly line: string }[] = Object.entries(lines).map(
  ([name, line]) => ({ name, line }),
);

/** The beginning of a stage's line, by the stage's name. @throws FaultRefused for a name that is none */
export function lineOf(stage: string): string {
  const line = lines[stage];
  if (line === undefined) throw new FaultRefused(`no stage ${stage}; there are ${Object.keys(lines).join(', ')}`);
  return line;
}
