/** Maps the progress lines of `docker-machine create` to the stages they start. */
import type { CreateStage } from '../model/failure.ts';
import { withoutTerminalCodes } from './terminalCodes.ts';

/**
 * What docker-machine 0.16.2 and rancher-machine print to stdout, in the order of a create (libmachine's `Create`, `WaitForSSH`,
 * `ConfigureAuth`, `configureSwarm`). Lines of a driver start with the machine's name, as in `(swarm-node1) Importing SSH key...`,
 * and never match.
 */
const beginnings: readonly (readonly [string, CreateStage])[] = [
  ['creating ca:', 'certificateAuthority'],
  ['creating client certificate:', 'certificateAuthority'],
  ['ca certificate is outdated', 'certificateAuthority'],
  ['client certificate is outdated', 'certificateAuthority'],
  ['running pre-create checks', 'preCreate'],
  ['creating machine...', 'creating'],
  ['waiting for machine to be running', 'waitingForMachine'],
  ['detecting operating system', 'waitingForSsh'],
  ['waiting for ssh', 'waitingForSsh'],
  ['detecting the provisioner', 'provisioning'],
  ['provisioning with', 'provisioning'],
  // rancher-machine, for a host that provisions itself.
  ['custom install script was sent', 'provisioning'],
  ['installing docker', 'provisioning'],
  ['copying certs to', 'certificates'],
  ['setting docker configuration', 'engine'],
  ['configuring swarm', 'swarm'],
  ['checking connection to docker', 'checking'],
  ['docker is up and running', 'done'],
  // The driver `none` waits for nothing and goes straight from `creating` to here.
  ['to see how to connect your docker client', 'done'],
];

/** Returns the stage that a line of output starts; undefined for any other line. Accepts any text, including colour codes. */
export function createStage(line: string): CreateStage | undefined {
  const text = withoutTerminalCodes(line).trim().toLowerCase();
  return beginnings.find(([beginning]) => text.startsWith(beginning))?.[1];
}

const endOfPlugin = /^\([^()]*\) Closing plugin on server side$/;

/** Whether a line is rancher-machine's notice that a driver process ended, which it prints to stdout after any output. */
export function isPluginNoise(line: string): boolean {
  return endOfPlugin.test(line.trim());
}
