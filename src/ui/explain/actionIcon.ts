/** Icon of a remedy where its title does not fit: the command's own icon. */
import type { RemedyAction } from './explanation.ts';

/** A codicon's name. */
export function actionIcon({ command }: RemedyAction): string {
  return icons[command] ?? 'lightbulb';
}

const icons: Readonly<Record<string, string>> = {
  'dockerOverlay.activateNode': 'debug-continue',
  'dockerOverlay.bringClusterDown': 'debug-stop',
  'dockerOverlay.bringClusterUp': 'rocket',
  'dockerOverlay.changeToSwarmMode': 'arrow-swap',
  'dockerOverlay.finishMachine': 'tools',
  'dockerOverlay.recreateAgent': 'debug-restart',
  'dockerOverlay.openShell': 'terminal',
  'dockerOverlay.refresh': 'refresh',
  'dockerOverlay.regenerateCertificates': 'shield',
  'dockerOverlay.removeNode': 'trash',
  'dockerOverlay.removeMachine': 'trash',
  'dockerOverlay.restartContainer': 'debug-restart',
  'dockerOverlay.restartMachine': 'debug-restart',
  'dockerOverlay.rollBackService': 'discard',
  'dockerOverlay.showDockerInfo': 'info',
  'dockerOverlay.showHealth': 'pulse',
  'dockerOverlay.showLog': 'output',
  'dockerOverlay.showServiceLogs': 'output',
  'dockerOverlay.startContainer': 'play',
  'dockerOverlay.startMachine': 'play',
  'vscode.open': 'go-to-file',
  'workbench.action.openSettings': 'settings-gear',
  'dockerOverlay.startEmptyStore': 'new-folder',
  'workbench.trust.manage': 'workspace-untrusted',
};
