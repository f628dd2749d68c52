/** Shows what is worth knowing about an issue, to be read before anything of it is copied. */
import { command } from './command.ts';

export const reportIssue = command('reportIssue', async (shell) => {
  const { openIssueReport } = await import('../authoring.ts');
  return openIssueReport(shell);
});
