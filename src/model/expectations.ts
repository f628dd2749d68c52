/** Messages of the cluster file's rules, in a module of their own so that the UI need not load the rules. */
import type { Translate } from '../base/text.ts';

/**
 * Messages of the rules in `clusterFileSchema.ts`. Two are rule names; the others state in English what was expected: see `expectedText`.
 */
export const expectations = {
  machineName: 'machineName',
  objectName: 'objectName',
  driverName: 'a name of small letters, digits and -',
  optionName: 'an option without leading dashes, such as virtualbox-memory',
  httpUrl: 'an http:// or https:// address',
  storeUrl: 'consul://HOST:PORT, etcd://HOST:PORT or zk://HOST:PORT, several hosts with commas',
  registry: 'HOST, HOST:PORT or a subnet',
  interface: 'the name of a network interface, such as eth1',
  flag: 'key=value without leading dashes',
  subnet: 'a subnet such as 10.10.0.0/24',
  address: 'an IPv4 address',
  gateway: 'an address inside the subnet',
  port: 'a port from 1024 to 49151',
  mtu: '0, or a number from 68 to 65535',
  wholeNumber: 'a whole number',
  line: 'one line of text',
  image: 'an image such as hashicorp/consul:1.20.6',
  labelName: 'a label of letters, digits, . - _ and /',
  variableName: 'the name of an environment variable',
} as const;
export type Expectation = (typeof expectations)[keyof typeof expectations];

/** Translates what was expected or received (`Problem.expected` and `received`): phrases of the rules, types, or literal values. */
export function expectedText(expected: string, t: Translate): string {
  return phrase(expected) ?? expected.split(' | ').map(word).join(' | ');

  function phrase(rule: string): string | undefined {
    switch (rule as Expectation) {
      case 'machineName':
      case 'objectName':
        return undefined;
      case 'a name of small letters, digits and -':
        return t('a name of small letters, digits and -');
      case 'an option without leading dashes, such as virtualbox-memory':
        return t('an option without leading dashes, such as virtualbox-memory');
      case 'an http:// or https:// address':
        return t('an http:// or https:// address');
      case 'consul://HOST:PORT, etcd://HOST:PORT or zk://HOST:PORT, several hosts with commas':
        return t('consul://HOST:PORT, etcd://HOST:PORT or zk://HOST:PORT, several hosts with commas');
      case 'HOST, HOST:PORT or a subnet':
        return t('HOST, HOST:PORT or a subnet');
      case 'the name of a network interface, such as eth1':
        return t('the name of a network interface, such as eth1');
      case 'key=value without leading dashes':
        return t('key=value without leading dashes');
      case 'a subnet such as 10.10.0.0/24':
        return t('a subnet such as 10.10.0.0/24');
      case 'an IPv4 address':
        return t('an IPv4 address');
      case 'an address inside the subnet':
        return t('an address inside the subnet');
      case 'a port from 1024 to 49151':
        return t('a port from 1024 to 49151');
      case '0, or a number from 68 to 65535':
        return t('0, or a number from 68 to 65535');
      case 'a whole number':
        return t('a whole number');
      case 'one line of text':
        return t('one line of text');
      case 'an image such as hashicorp/consul:1.20.6':
        return t('an image such as hashicorp/consul:1.20.6');
      case 'a label of letters, digits, . - _ and /':
        return t('a label of letters, digits, . - _ and /');
      case 'the name of an environment variable':
        return t('the name of an environment variable');
    }
  }

  function word(each: string): string {
    switch (each) {
      case 'map':
        return t('map');
      case 'list':
        return t('list');
      case 'text':
        return t('text');
      case 'number':
        return t('number');
      case 'yes or no':
        return t('yes or no');
      case 'nothing':
        return t('nothing');
      default:
        return each;
    }
  }
}
