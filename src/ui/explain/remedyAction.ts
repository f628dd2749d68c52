/** A remedy as a button. */
import type { Translate } from '../../base/text.ts';
import type { Remedy } from '../../checks/remedy.ts';
import type { RemedyAction } from './explanation.ts';

export const remedyAction = (remedy: Remedy, t: Translate): RemedyAction => ({
  title: title(remedy.command, t),
  command: `dockerOverlay.${remedy.command}`,
  args: 'args' in remedy ? [remedy.args] : [],
});

function title(command: Remedy['command'], t: Translate): string {
  switch (command) {
    case 'bringClusterUp':
      return t('Bring Cluster Up…');
    case 'changeToSwarmMode':
      return t('Change to swarm-mode');
    case 'finishMachine':
      return t('Finish…');
    case 'openShell':
      return t('Open Shell');
    case 'recreateAgent':
      return t('Recreate Agent…');
    case 'refresh':
      return t('Refresh');
    case 'regenerateCertificates':
      return t('Regenerate Certificates…');
    case 'removeMachine':
      return t('Remove…');
    case 'removeNode':
      return t('Remove Node…');
    case 'restartContainer':
      return t('Restart Container');
    case 'restartMachine':
      return t('Restart');
    case 'showDockerInfo':
      return t('Show Docker Info');
    case 'showLog':
      return t('Show Log');
    case 'startContainer':
      return t('Start Container');
    case 'startMachine':
      return t('Start');
  }
}
