/** Asks what a new cluster is to be, and writes its file. */
import type { WrittenFile } from '../wizard/writeClusterFile.ts';
import { command } from './command.ts';

export const newClusterFile = command<WrittenFile>('newClusterFile', async (shell) => {
  const { writeClusterFile } = await import('../authoring.ts');
  return writeClusterFile(shell);
});
