/** What points a docker client at a machine's engine, as `docker-machine env` prints it. Pure: from the record, without asking. */
import { err, ok } from '../base/result.ts';
import { visible } from '../base/visible.ts';
import type { Outcome } from './failure.ts';
import type { Machine } from './machine.ts';

/** How a shell is told a variable. */
export type ShellSyntax = 'posix' | 'fish' | 'tcsh' | 'powershell' | 'cmd';

/** Lines for a shell, in docker-machine's order; none of a record without an address, or where a value would break out of its line. */
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
  // Pasted into a shell, a line break ends the line and a tab completes it, whatever the quotes.
  const broken = variables.find(([, value]) => visible(value) !== value);
  if (broken) return err({ kind: 'commandRefused', part: 'variable', of: broken[0] });
  return ok(variables.map(([variable, value]) => `${setting(variable, value, syntax)}\n`).join(''));
}

function setting(variable: string, value: string, syntax: ShellSyntax): string {
  switch (syntax) {
    case 'posix':
      return `export ${variable}=${quoted(value, `'\\''`)}`;
    case 'fish':
      // Between single quotes fish reads \' and \\.
      return `set -gx ${variable} ${isPlain(value) ? `"${value}"` : `'${value.replaceAll(/['\\]/g, '\\$&')}'`};`;
    case 'tcsh':
      // Between single quotes, too, an exclamation mark calls up a former command.
      return `setenv ${variable} ${quoted(value, `'\\''`).replaceAll('!', '\\!')};`;
    // Typographic quotes are quotes there.
    case 'powershell':
      return `$Env:${variable} = ${isPlain(value.replaceAll('\\', '/')) ? `"${value}"` : `'${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`}`;
    case 'cmd':
      // For lines that are typed: `^%PATH^%` names no variable, and stays what it is without its carets.
      return `SET ${variable}=${value.replaceAll(/[%^&|<>()"]/g, '^$&')}`;
  }
}

/** As docker-machine does where nothing needs more; `quote` writes a single quote between single quotes. */
const quoted = (value: string, quote: string): string =>
  isPlain(value) ? `"${value}"` : `'${value.replaceAll("'", quote)}'`;

/** One word of a line that a POSIX shell reads, whatever is in it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

const isPlain = (value: string): boolean => /^[\w@%+=:,./[\] -]*$/.test(value);

/** The syntax of a shell's program; POSIX's where it is not known. */
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
