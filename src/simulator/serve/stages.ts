/** The names of a create's stages, and the beginnings of their progress lines. */
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

/** In the order of a create. */
export const stages: readonly { readonly name: string; readonly line: string }[] = Object.entries(lines).map(
  ([name, line]) => ({ name, line }),
);

/** Returns the beginning of a stage's progress line. @throws FaultRefused for an unknown stage */
export function lineOf(stage: string): string {
  const line = lines[stage];
  if (line === undefined) throw new FaultRefused(`no stage ${stage}; there are ${Object.keys(lines).join(', ')}`);
  return line;
}
