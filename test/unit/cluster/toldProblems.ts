// The problems of a cluster file, each in one line with the text that it points at.
import { readClusterFile } from '../../../src/cluster/clusterFile.ts';

/** Each problem as `severity "the text it points at" kind words…`: a wrong place is seen at a glance. */
export async function told(text: string): Promise<readonly string[]> {
  const { problems } = await readClusterFile(text);
  return problems.map(({ severity, start, end, problem: { kind, ...words } }) =>
    [severity, JSON.stringify(text.slice(start, end)), kind, ...Object.values<unknown>(words)].join(' '),
  );
}
