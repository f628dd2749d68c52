// The lines that point a docker client at an engine: as docker-machine prints them, and safe whatever a path holds.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { environmentLines, shellSyntax, type ShellSyntax } from '../../../src/model/engineEnvironment.ts';
import { machine } from '../samples.ts';

const certificatesIn = (folder: string) => ({
  authority: `${folder}/ca.pem`,
  certificate: `${folder}/cert.pem`,
  key: `${folder}/key.pem`,
});
const dev = machine('dev', {
  address: '192.168.99.100',
  certificates: certificatesIn('/home/u/.docker/machine/machines/dev'),
});

test('for a POSIX shell just as docker-machine env prints them', () => {
  expect(environmentLines(dev, 'posix')).toBe(
    [
      'export DOCKER_TLS_VERIFY="1"',
      'export DOCKER_HOST="tcp://192.168.99.100:2376"',
      'export DOCKER_CERT_PATH="/home/u/.docker/machine/machines/dev"',
      'export DOCKER_MACHINE_NAME="dev"',
      '',
    ].join('\n'),
  );
});

test.each<[ShellSyntax, string]>([
  ['fish', 'set -gx DOCKER_HOST "tcp://192.168.99.100:2376";'],
  ['tcsh', 'setenv DOCKER_HOST "tcp://192.168.99.100:2376";'],
  ['powershell', '$Env:DOCKER_HOST = "tcp://192.168.99.100:2376"'],
  ['cmd', 'SET DOCKER_HOST=tcp://192.168.99.100:2376'],
])('for %s', (syntax, line) => {
  expect(environmentLines(dev, syntax)?.split('\n')).toContain(line);
});

test('an address of IPv6 stands in brackets, another port is kept; without an address there is nothing', () => {
  expect(environmentLines(machine('six', { address: 'fd00::1', enginePort: 2377 }), 'posix')).toContain(
    '"tcp://[fd00::1]:2377"',
  );
  expect(environmentLines(machine('none'), 'posix')).toBeUndefined();
});

test('a path of Windows keeps its backslashes', () => {
  const windows = {
    authority: 'C:\\Users\\Jo Doe\\machines\\dev\\ca.pem',
    certificate: 'C:\\Users\\Jo Doe\\machines\\dev\\cert.pem',
    key: 'C:\\Users\\Jo Doe\\machines\\dev\\key.pem',
  };
  const lines = environmentLines({ ...dev, certificates: windows }, 'powershell');
  expect(lines).toContain('$Env:DOCKER_CERT_PATH = "C:\\Users\\Jo Doe\\machines\\dev"');
});

test('whatever the store’s path is, a shell reads just that', () => {
  const folders = fc.stringMatching(/^[aZ0 '"$`\\!*?[\](){}<>|&;~#%é\t-]{1,20}$/);
  fc.assert(
    fc.property(folders, (name) => {
      const folder = `/${name}`;
      const lines = environmentLines({ ...dev, certificates: certificatesIn(folder) }, 'posix') ?? '';
      const read = execFileSync('sh', ['-c', `${lines}printf %s "$DOCKER_CERT_PATH"`], { encoding: 'utf8' });
      expect(read).toBe(folder);
    }),
    { numRuns: 60 },
  );
});

describe('which syntax a shell has', () => {
  test.each([
    ['/bin/bash', 'posix'],
    ['/usr/bin/zsh', 'posix'],
    ['/usr/local/bin/fish', 'fish'],
    ['/bin/csh', 'tcsh'],
    ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'powershell'],
    ['/usr/bin/pwsh', 'powershell'],
    ['C:\\WINDOWS\\System32\\cmd.exe', 'cmd'],
    ['', 'posix'],
  ])('%s', (program, syntax) => {
    expect(shellSyntax(program)).toBe(syntax);
  });
});
