// A report names the kind of a remote window, and no host.
import { expect, test } from 'vitest';
import { remoteKind } from '../../../../src/ui/report/issueReport.ts';

test.each([
  [undefined, ''],
  ['', ''],
  ['ssh-remote', 'ssh-remote'],
  ['wsl', 'wsl'],
  ['127.0.0.1:34245', 'remote'],
  ['code.mycompany.com:8443', 'remote'],
])('%s is told as “%s”', (name, told) => {
  expect(remoteKind(name)).toBe(told);
});
