/** Environment variables that point a Docker client at a machine's engine, like `docker-machine env`. Pure: reads the record only. */
import { err, ok } from '../base/result.ts';
import { visible } from '../base/visible.ts';
import type { Outcome } from './failure.ts';
import type { Machine } from './machine.ts';

/** How a shell sets a variable. */
export type ShellSyntax = 'posix' | 'fish' | 'tcsh' | 'powershell' | 'cmd';

/** Lines for a shell, in docker-machine's order. Fails if the record has no address or if a value would break out of its line. */
export function environmentLines(machine: Machine, syntax: ShellSyntax): Outcome<string> {
  const { address, enginePort, name, certificates } = machine;
  if (address === undefined) return err({ kind: 'addressUnknown', machine: name });
  const host = address.includes(':') ? `[${address}]` : address;
  const variables: readonly (readonly [string, string])[] = [
    ['DOCKER_TLS_VERIFY', '1'],
    ['DOCKER_HOST', `tcp://${host}:${String(enginePort)}`],
    // The client looks there for ca.pem, cert.pem and key.pem.
    ['DOCKER_CERT_PATH', certificates.certificate.replace(/[/\\][^/\\]*$/, '')],
    ['DOCKER_MACHINE_NAME', name],
  ];
  // In pasted text, a line break ends the line and a tab triggers completion, regardless of quotes.
  const broken = variables.find(([, value]) => visible(value) !== value);
  if (broken) return err({ kind: 'commandRefused', part: 'variable', of: broken[0] });
  return ok(variables.map(([variable, value]) => `${setting(variable, value, syntax)}\n`).join(''));
}

function setting(variable: string, value: string, syntax: ShellSyntax): string {
  switch (syntax) {
    case 'posix':
      return `export ${variable}=${quoted(value, `'\\''`)}`;
    case 'fish':
      // fish interprets \' and \\ between single quotes.
      return `set -gx ${variable} ${isPlain(value) ? `"${value}"` : `'${value.replaceAll(/['\\]/g, '\\$&')}'`};`;
    case 'tcsh':
      // tcsh expands an exclamation mark to a former command even between single quotes.
      return `setenv ${variable} ${quoted(value, `'\\''`).replaceAll('!', '\\!')};`;
    // PowerShell treats typographic quotes as quotes.
    case 'powershell':
      return `$Env:${variable} = ${isPlain(value.replaceAll('\\', '/')) ? `"${value}"` : `'${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`}`;
    case 'cmd':
      // For typed lines: `^%PATH^%` is not expanded, and reads as `%PATH%` once the carets are removed.
      return `SET ${variable}=${value.replaceAll(/[%^&|<>()"]/g, '^$&')}`;
  }
}

/** Uses double quotes like docker-machine where that is safe; `quote` is a single quote escaped between single quotes. */
const quoted = (value: string, quote: string): string =>
  isPlain(value) ? `"${value}"` : `'${value.replaceAll("'", quote)}'`;

/** Quotes any text as one word for a POSIX shell. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

const isPlain = (value: string): boolean => /^[\w@%+=:,./[\] -]*$/.test(value);

/** The syntax of a shell by its program; POSIX if unknown. */
export function shellSyntax(program: string): ShellSyntax {
  const name = program
    .replace(/^.*[/\\]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
  switch (name) {
    case 'fish':
    case 'tcsh':
    case 'cmd':
      return name;
    case 'csh':
      return 'tcsh';
    case 'powershell':
    case 'pwsh':
      return 'powershell';
    default:
      return 'posix';
  }
}
