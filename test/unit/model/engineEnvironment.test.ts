// The lines that point a docker client at an engine: as docker-machine prints them, and safe whatever a path holds.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err } from '../../../src/base/result.ts';
import type { Machine } from '../../../src/model/machine.ts';
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

const linesFor = (of: Machine, syntax: ShellSyntax): string => {
  const lines = environmentLines(of, syntax);
  if (!lines.ok) throw new Error(lines.error.kind);
  return lines.value;
};
const at = (folder: string): Machine => ({ ...dev, certificates: certificatesIn(folder) });

test('for a POSIX shell just as docker-machine env prints them', () => {
  expect(linesFor(dev, 'posix')).toBe(
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
  expect(linesFor(dev, syntax).split('\n')).toContain(line);
});

test('an address of IPv6 stands in brackets, another port is kept; without an address there is nothing', () => {
  expect(linesFor(machine('six', { address: 'fd00::1', enginePort: 2377 }), 'posix')).toContain(
    '"tcp://[fd00::1]:2377"',
  );
  expect(environmentLines(machine('none'), 'posix')).toEqual(err({ kind: 'addressUnknown', machine: 'none' }));
});

test('a path of Windows keeps its backslashes', () => {
  const windows = {
    authority: 'C:\\Users\\Jo Doe\\machines\\dev\\ca.pem',
    certificate: 'C:\\Users\\Jo Doe\\machines\\dev\\cert.pem',
    key: 'C:\\Users\\Jo Doe\\machines\\dev\\key.pem',
  };
  const lines = linesFor({ ...dev, certificates: windows }, 'powershell');
  expect(lines).toContain('$Env:DOCKER_CERT_PATH = "C:\\Users\\Jo Doe\\machines\\dev"');
});

test('whatever the store’s path is, a shell reads just that', () => {
  const folders = fc.stringMatching(/^[aZ0 '"$`\\!*?[\](){}<>|&;~#%é-]{1,20}$/);
  fc.assert(
    fc.property(folders, (name) => {
      const folder = `/${name}`;
      const lines = linesFor(at(folder), 'posix');
      const read = execFileSync('sh', ['-c', `${lines}printf %s "$DOCKER_CERT_PATH"`], { encoding: 'utf8' });
      expect(read).toBe(folder);
    }),
    { numRuns: 60 },
  );
});

/** What cmd reads of a line that is typed or pasted: names between percent signs first, then quotes and carets. */
function cmdReads(line: string, variables: Readonly<Record<string, string>>): string {
  const filled = line.replaceAll(/%([^%]+)%/g, (whole, name: string) => variables[name] ?? whole);
  let read = '';
  let isQuoted = false;
  for (let index = 0; index < filled.length; index += 1) {
    let character = filled.charAt(index);
    if (character === '^' && !isQuoted) {
      index += 1;
      character = filled.charAt(index);
    } else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[&|<>]/.test(character)) return `${read} (and a command ${filled.slice(index)})`;
    read += character;
  }
  return read;
}

const variables = { PATH: 'C:\\Windows', a: 'expanded' };

test.each(['100%', '%PATH%', '%a%b%a%', 'a^b', 'a&calc', 'a|calc', '"a"&calc&"', 'a>b<c', 'R&D (x86) "%PATH%" ^ !a!'])(
  'cmd reads %s as it is',
  (value) => {
    const line =
      linesFor(at(value), 'cmd')
        .split('\n')
        .find((each) => each.includes('CERT_PATH')) ?? '';
    expect(cmdReads(line, variables)).toBe(`SET DOCKER_CERT_PATH=${value}`);
  },
);

test('cmd reads any path as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a^&|<>()%!" '=,;.-]{1,20}$/), (value) => {
      const line =
        linesFor(at(value), 'cmd')
          .split('\n')
          .find((each) => each.includes('CERT_PATH')) ?? '';
      expect(cmdReads(line, variables)).toBe(`SET DOCKER_CERT_PATH=${value}`);
    }),
  );
});

test.each<[ShellSyntax, string, string]>([
  // PowerShell takes typographic quotes for quotes.
  ['powershell', 'a’;calc;‘"$(x)', "'a’’;calc;‘‘\"$(x)'"],
  ['fish', "a'\\(x)$y", "'a\\'\\\\(x)$y'"],
  // History reaches between tcsh's quotes.
  ['tcsh', "a!b'c", "'a\\!b'\\''c'"],
])('%s: %s', (syntax, value, quoted) => {
  expect(linesFor(at(value), syntax)).toContain(`DOCKER_CERT_PATH${syntax === 'powershell' ? ' = ' : ' '}${quoted}`);
});

test.each<ShellSyntax>(['posix', 'fish', 'tcsh', 'powershell', 'cmd'])(
  '%s gets no value with a line break',
  (syntax) => {
    for (const sign of ['\t', '\n', '\r', '\u0000', '\u001b', '\u0085', '\u2028'])
      expect(environmentLines(at(`/a${sign}b`), syntax)).toEqual(
        err({ kind: 'commandRefused', part: 'variable', of: 'DOCKER_CERT_PATH' }),
      );
  },
);

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
