/** Words for failures of a file as a whole. */
import type { Translate } from '../../base/text.ts';
import type { FileFailure } from '../../model/fileFailure.ts';
import { explainProblem } from './explainProblem.ts';
import { openFile, type Explanation } from './explanation.ts';

export function explainFileFailure(failure: FileFailure, t: Translate): Explanation {
  switch (failure.kind) {
    case 'fileUnreadable':
      return {
        short: t('file not readable'),
        what: t('The file {0} cannot be read.', failure.path),
        why: failure.said,
        remedy: t('Check that it exists and may be read.'),
        actions: [],
      };
    case 'fileInvalid': {
      const errors = failure.problems.filter(({ severity }) => severity === 'error');
      const first = errors[0];
      return {
        short: t('cluster file has errors'),
        what:
          errors.length === 1
            ? t('The cluster file {0} has an error, so nothing was done.', failure.path)
            : t('The cluster file {0} has {1} errors, so nothing was done.', failure.path, errors.length),
        why: first ? explainProblem(first.problem, t) : '',
        remedy: t('Each error is marked in the file.'),
        actions: [openFile(failure.path, t)],
      };
    }
  }
}
