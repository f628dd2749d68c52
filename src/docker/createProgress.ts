/** The progress lines of `docker-machine create`, and which stage of the work each of them begins. */
import type { CreateStage } from '../model/failure.ts';
import { withoutTerminalCodes } from './terminalCodes.ts';

/**
 * What docker-machine 0.16.2 and rancher-machine print at stdout as they go on, in the order of a create (libmachine's
 * `Create`, `WaitForSSH`, `ConfigureAuth`, `configureSwarm`). A driver's own lines carry the machine's name in front, as
 * `(swarm-node1) Importing SSH key...`, and so never match.
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
  // The driver `none` has nothing to wait for and goes from `creating` to here.
  ['to see how to connect your docker client', 'done'],
];

/** The stage that a line of output begins; undefined for any other line. Any text will do, colours included. */
export function createStage(line: string): CreateStage | undefined {
  const text = withoutTerminalCodes(line).trim().toLowerCase();
  return beginnings.find(([beginning]) => text.startsWith(beginning))?.[1];
}

const endOfPlugin = /^\([^()]*\) Closing plugin on server side$/;

/** Whether a line is rancher-machine telling that a driver's process ended: it comes after any answer, at stdout. */
export function isPluginNoise(line: string): boolean {
  return endOfPlugin.test(line.trim());
}
