// Inputs of a megabyte that a pattern which goes back and forth would take minutes over. Whoever answers may send them.
import { expect, test } from 'vitest';
import { listNames, driverOptions } from '../../../src/docker/machineCommands.ts';
import { parseMachineRecord } from '../../../src/docker/machineRecord.ts';
import { addresses, overlayRecords } from '../../../src/docker/storeTrouble.ts';
import { withoutTerminalCodes } from '../../../src/docker/terminalCodes.ts';
import { meaningful } from '../../../src/docker/toolOutput.ts';
import { parseStoreUrl } from '../../../src/model/keyValueStore.ts';
import { conceal } from '../../../src/model/redaction.ts';

const megabyte = 1024 * 1024;
const long = (text: string): string => text.repeat(megabyte / text.length);
const record = (driver: object): string => JSON.stringify({ DriverName: 'generic', Driver: driver });
const place = { store: '/store', name: 'm' };
const options = driverOptions('virtualbox').parse;

test.each<readonly [string, () => unknown]>([
  ['the key of a store: slashes that do not end it', () => addresses([`${long('/')}x`])],
  ['the key of a store: one long name', () => overlayRecords([[`${long('a')}/b`, '{}']])],
  ['the URL of a store: slashes', () => parseStoreUrl(`consul://a:1/${long('/')}x`)],
  ['a record whose store is a row of slashes', () => parseMachineRecord(record({ StorePath: `${long('/')}x` }), place)],
  [
    'a record whose key lies deep below its former store',
    () => parseMachineRecord(record({ StorePath: '/old', SSHKeyPath: `/old${long('/a')}` }), place),
  ],
  ['the name of an option that never ends', () => options(`--${long('a')}`)],
  ['a variable of an option that never ends', () => options(`--a\t${long(' [$A')}`)],
  ['names of machines: blanks', () => listNames.parse(`${long(' ')}x`)],
  ['titles of a terminal that never end', () => withoutTerminalCodes(long('\u001b]'))],
  ['parameters of a terminal that never end', () => withoutTerminalCodes(long('\u001b[1;'))],
  ['a line that is written over and over', () => meaningful(long('\r\r\r\rx'), '', (text) => text)],
  ['names in URLs', () => conceal(long('a://b:'), [])],
])('%s', (_what, read) => {
  const before = process.cpuUsage();
  read();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1500);
});
