/** Words for problems in a cluster file, shown as diagnostics. */
import type { Translate } from '../../base/text.ts';
import type { NameFault, Problem } from '../../model/fileFailure.ts';
import { expectedText } from '../../model/expectations.ts';

export function explainProblem(problem: Problem, t: Translate): string {
  switch (problem.kind) {
    case 'syntax':
      return t('This is not YAML: {0}', problem.said);
    case 'tooLarge':
      return t('The file is {0} bytes; the limit for a cluster file is {1}.', problem.bytes, problem.most);
    case 'severalDocuments':
      return t('A cluster file is a single YAML document: remove "---" and everything after it.');
    case 'unknownKey':
      return problem.near
        ? t('"{0}" is not a valid key here. Did you mean "{1}"?', problem.key, problem.near)
        : t('"{0}" is not a valid key here.', problem.key);
    case 'unknownDriver':
      return problem.near
        ? t('docker-machine has no driver "{0}". Did you mean "{1}"?', problem.driver, problem.near)
        : t('docker-machine has no driver "{0}".', problem.driver);
    case 'unknownOption':
      return problem.near
        ? t('The driver {0} has no option "{1}". Did you mean "{2}"?', problem.driver, problem.option, problem.near)
        : t('The driver {0} has no option "{1}".', problem.driver, problem.option);
    case 'missingKey':
      return t('The key "{0}" is missing.', problem.key);
    case 'wrongType':
      return t(
        '"{0}" must be {1}, not {2}.',
        problem.key,
        expectedText(problem.expected, t),
        expectedText(problem.received, t),
      );
    case 'badValue':
      return t('"{0}" is "{1}"; expected {2}.', problem.key, problem.value, expectedText(problem.expected, t));
    case 'badName':
      return t('"{0}" is not a valid name: {1}.', problem.name, nameFaultWords(problem.why, t));
    case 'duplicateName':
      return t('The name "{0}" is used twice.', problem.name);
    case 'nothingToDo':
      return t('"{0}" is empty: there is nothing to bring up.', problem.key);
    case 'secretInFile':
      return t(
        '"{0}" looks like a secret. Keep it out of the file: set {1} in dockerOverlay.machine.environment, as ${secret:NAME}.',
        problem.option,
        problem.environment,
      );
    case 'reservedOption':
      return problem.key === ''
        ? t('"{0}" is not a driver option.', problem.option)
        : t('"{0}" is not a driver option: use the key "{1}".', problem.option, problem.key);
    case 'conflict':
      return t('"{0}" and "{1}" exclude each other.', problem.key, problem.other);
  }
}

/** Why a name is not allowed. */
export function nameFaultWords(fault: NameFault, t: Translate): string {
  switch (fault) {
    case 'empty':
      return t('it is empty');
    case 'characters':
      return t('it may contain only letters, digits, dots and dashes, and must start with a letter or digit');
    case 'tooLong':
      return t('it is too long');
  }
}
