/** Names for the stages of a create, and the lines that they begin with. */
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

/** A stage's name, or the beginning of its line itself. */
export const parseStages = (stage: string): string => lines[stage] ?? stage;
