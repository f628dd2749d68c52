/** Words for failures of the machine store and its records. */
import type { Translate } from '../../base/text.ts';
import type { StoreFailure } from '../../model/failure.ts';
import { openFile, openSetting, startEmptyStore, type Explanation } from './explanation.ts';

export function explainStoreFailure(failure: StoreFailure, t: Translate): Explanation {
  switch (failure.kind) {
    case 'storeMissing':
      return {
        short: t('no machine store'),
        what: t('There is no machine store at {0}.', failure.path),
        why: '',
        remedy: t(
          'It is created with the first machine. If your machines are elsewhere, set dockerOverlay.machine.storagePath.',
        ),
        actions: [openSetting('machine.storagePath', t)],
      };
    case 'storeGone':
      return {
        short: t('machine store disappeared'),
        what: t('The machine store {0} has disappeared.', failure.path),
        why: t('Its folder was removed or renamed, or its disk is not mounted.'),
        remedy: t(
          'Put the folder back, or set dockerOverlay.machine.storagePath. If you removed it on purpose, start with an empty store.',
        ),
        actions: [openSetting('machine.storagePath', t), startEmptyStore(t)],
      };
    case 'storeUnreadable':
      return {
        short: t('machine store not readable'),
        what: t('The machine store at {0} cannot be read.', failure.path),
        why: failure.said,
        remedy: t('Check the permissions of that folder, or set dockerOverlay.machine.storagePath to another one.'),
        actions: [openSetting('machine.storagePath', t)],
      };
    case 'recordMissing':
      return {
        short: t('no record'),
        what: t('Machine {0} has a folder in the machine store, but no config.json in it.', failure.machine),
        why: failure.path,
        remedy: t(
          'Its creation was probably interrupted: remove the folder, or run docker-machine rm -f {0}.',
          failure.machine,
        ),
        actions: [],
      };
    case 'recordUnloadable':
      return {
        short: t('record not loadable'),
        what: t('docker-machine cannot load the record of machine {0}: all of its commands panic.', failure.machine),
        why: failure.said,
        isSaid: true,
        remedy: t('Restore {0}, or remove the machine: that deletes the folder.', failure.path),
        actions: [openFile(failure.path, t)],
      };
    case 'recordBroken':
      return {
        short: t('record not readable'),
        what: t('The record of machine {0} cannot be read.', failure.machine),
        why: failure.said,
        remedy: t(
          'Fix {0}, or run docker-machine rm -f {1} and create the machine again.',
          failure.path,
          failure.machine,
        ),
        actions: [openFile(failure.path, t)],
      };
  }
}
