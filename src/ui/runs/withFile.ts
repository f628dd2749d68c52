/** A failure that knows which cluster file asked for what failed, where a change of that file is the remedy. */
import type { Failure, Path } from '../../model/failure.ts';

export function withFile(failure: Failure, file: Path): Failure {
  switch (failure.kind) {
    case 'engineWithoutClusterStore':
    case 'planChanged':
      return { ...failure, file };
    case 'createFailed':
      return { ...failure, cause: withFile(failure.cause, file) };
    case 'several':
      return { ...failure, failures: failure.failures.map((each) => withFile(each, file)) };
    default:
      return failure;
  }
}
