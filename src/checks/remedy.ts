/** A command that may resolve a finding, as data: its name without the extension's prefix, and its argument. */

export type Remedy =
  | { readonly command: 'bringClusterUp' | 'changeToSwarmMode' | 'refresh' | 'showLog' }
  | { readonly command: MachineCommand; readonly args: { readonly machine: string } }
  | { readonly command: ContainerCommand; readonly args: { readonly machine: string; readonly container: string } }
  | { readonly command: 'removeNode'; readonly args: { readonly cluster: string; readonly node: string } };

type MachineCommand =
  | 'finishMachine'
  | 'openShell'
  | 'recreateAgent'
  | 'regenerateCertificates'
  | 'removeMachine'
  | 'restartMachine'
  | 'showDockerInfo'
  | 'startMachine';
type ContainerCommand = 'restartContainer' | 'startContainer';

export const bringClusterUp: Remedy = { command: 'bringClusterUp' };
export const changeToSwarmMode: Remedy = { command: 'changeToSwarmMode' };
export const refresh: Remedy = { command: 'refresh' };
export const showLog: Remedy = { command: 'showLog' };

export const onMachine = (command: MachineCommand, machine: string): Remedy => ({ command, args: { machine } });
export const onContainer = (command: ContainerCommand, machine: string, container: string): Remedy => ({
  command,
  args: { machine, container },
});
export const removeNode = (cluster: string, node: string): Remedy => ({
  command: 'removeNode',
  args: { cluster, node },
});
