// Which names say that a value is a secret, whatever driver or program they are of.
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { driverOptions } from '../../../src/docker/machineCommands.ts';
import { isSecret } from '../../../src/model/secretOptions.ts';

const secretEnds = [
  ...['token', 'access-token', 'auth-token', 'secret', 'client-secret', 'password', 'passwd', 'pass', 'root-pass'],
  ...['pwd', 'passphrase', 'credential', 'credentials', 'pat', 'psk', 'jwt', 'userdata', 'user-data'],
  ...['access-key', 'api-key', 'apikey', 'secret-key', 'private-key', 'auth-key', 'account-key', 'consumer-key'],
  ...['encryption-key', 'signing-key', 'shared-key', 'master-key', 'jwt-key', 'accesskey', 'authtoken', 'pgpassword'],
  ...['database-url', 'db-url', 'redis-uri', 'mongodb-uri', 'postgres-dsn', 'connection-string'],
];
const harmlessEnds = [
  ...['no-share', 'memory', 'ssh-key', 'ssh-key-path', 'ssh-keypath', 'private-key-file', 'existing-key-path'],
  ...['keypair-name', 'key-name', 'access-key-id', 'token-file', 'password-file', 'secret-name', 'ssh-key-fingerprint'],
  ...['public-key', 'auth-url', 'install-url', 'url', 'region', 'pattern', 'path', 'passive', 'passthrough', 'compass'],
  ...['monkey', 'keyboard', 'tokenizer', 'secretary', 'jwt-algorithm', 'jwt-issuer', 'token-url', 'token-ttl'],
  ...['ssh-user', 'username', 'user-data-file', 'max-tokens', 'key', 'host-key-algorithm', 'image', 'update'],
];
const prefix = fc
  .array(fc.constantFrom('x', 'digitalocean', 'my', 'cloud9', 'lab', 'web', 'aws', 'v2', 'eu'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((words) => words.join('-'));
const asVariable = (name: string): string => name.toUpperCase().replaceAll('-', '_');
const asCamel = (name: string): string => name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

test.each(secretEnds)('%s is a secret of whatever it is, however it is written', (end) => {
  fc.assert(
    fc.property(prefix, (before) => {
      for (const write of [(name: string) => name, asVariable, asCamel])
        expect(isSecret(write(`${before}-${end}`))).toBe(true);
    }),
  );
});

test.each(harmlessEnds)('%s is none', (end) => {
  fc.assert(
    fc.property(prefix, (before) => {
      for (const write of [(name: string) => name, asVariable, asCamel])
        expect(isSecret(write(`${before}-${end}`))).toBe(false);
    }),
  );
});

test.each(['PGPASSWORD', 'MYSQL_PWD', 'JWT', 'JWT_SECRET', 'JWT_PRIVATE_KEY', 'DATABASE_URL', 'AWS_SECRET_ACCESS_KEY'])(
  'the variable %s holds a secret',
  (name) => {
    expect(isSecret(name)).toBe(true);
  },
);

test.each(['PWD', 'OLDPWD', 'PATH', 'HOME', 'HTTP_PROXY', 'DOCKER_HOST', 'MACHINE_STORAGE_PATH', 'url', 'name', 'pid'])(
  'the variable %s holds none',
  (name) => {
    expect(isSecret(name)).toBe(false);
  },
);

test('of the options that recorded helps list these are secrets', () => {
  const folders = ['dm', 'rancher'].map((name) => new URL(`../../records/${name}/`, import.meta.url));
  const helps = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^create-.*help\.stdout$/.test(name))
      .map((name) => readFileSync(new URL(name, folder), 'utf8')),
  );
  const names = helps.flatMap((help) => {
    const options = driverOptions('x').parse(help);
    return options.ok ? options.value.map(({ name }) => name) : [];
  });
  expect(names.length).toBeGreaterThan(30);
  expect([...new Set(names.filter(isSecret))].sort()).toEqual(['digitalocean-access-token', 'digitalocean-userdata']);
});
