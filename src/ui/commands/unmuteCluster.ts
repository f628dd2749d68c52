/** Tells of a cluster's health again after it was muted. */
import { err, ok } from '../../base/result.ts';
import { t } from '../localise.ts';
import { textOf } from './argument.ts';
import { command } from './command.ts';
import { window } from '../surface/window.ts';

export const unmuteCluster = command('unmuteCluster', async ({ current, muted }, argument) => {
  const { storePath } = current.clusters.snapshot;
  const cluster =
    textOf(argument, 'cluster') ??
    (await window.showQuickPick([...muted.in(storePath)], {
      placeHolder: t('Unmute which cluster?'),
    }));
  if (cluster === undefined) return err({ kind: 'cancelled', what: t('Unmuting a cluster') });
  await muted.unmute(storePath, cluster);
  window.setStatusBarMessage(t('You get a notification when {0} becomes unhealthy.', cluster), 5000);
  return ok({ cluster });
});
