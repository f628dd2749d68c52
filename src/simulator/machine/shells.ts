/** The output of `docker-machine env`, in the syntax of each shell. */

interface Target {
  readonly url: string;
  readonly folder: string;
  readonly name: string;
  readonly proxy: string | undefined;
}

interface Language {
  readonly set: (name: string, value: string) => string;
  readonly unset: (name: string) => string;
  readonly comment: string;
  readonly run: (usage: string) => string;
}

const posix: Language = {
  set: (name, value) => `export ${name}="${value}"`,
  unset: (name) => `unset ${name}`,
  comment: '#',
  run: (usage) => `eval $(${usage})`,
};

const languages: Readonly<Record<string, Language>> = {
  fish: {
    set: (name, value) => `set -gx ${name} "${value}";`,
    unset: (name) => `set -e ${name};`,
    comment: '#',
    run: (usage) => `eval (${usage})`,
  },
  powershell: {
    set: (name, value) => `$Env:${name} = "${value}"`,
    unset: (name) => `Remove-Item Env:\\\\${name}`,
    comment: '#',
    run: (usage) => `& ${usage} | Invoke-Expression`,
  },
  cmd: {
    set: (name, value) => `SET ${name}=${value}`,
    unset: (name) => `SET ${name}=`,
    comment: 'REM',
    run: (usage) => `\t@FOR /f "tokens=*" %i IN ('${usage}') DO @%i`,
  },
  tcsh: {
    set: (name, value) => `setenv ${name} "${value}";`,
    unset: (name) => `unsetenv ${name};`,
    comment: ':',
    run: (usage) => `eval \`${usage}\``,
  },
  emacs: {
    set: (name, value) => `(setenv "${name}" "${value}")`,
    unset: (name) => `(setenv "${name}" nil)`,
    comment: ';;',
    run: (usage) => `(with-temp-buffer (shell-command "${usage}" (current-buffer)) (eval-buffer))`,
  },
};

/** Without a target, returns the lines that unset the variables. */
export function shellLines(shell: string, target: Target | undefined, usage: string): string {
  const language = languages[shell] ?? posix;
  const variables = {
    DOCKER_TLS_VERIFY: '1',
    DOCKER_HOST: target?.url ?? '',
    DOCKER_CERT_PATH: target?.folder ?? '',
    DOCKER_MACHINE_NAME: target?.name ?? '',
    ...(target?.proxy === undefined ? {} : { NO_PROXY: target.proxy }),
  };
  const lines = Object.entries(variables).map(([name, value]) =>
    target ? language.set(name, value) : language.unset(name),
  );
  const hint = [
    `${language.comment} Run this command to configure your shell: `,
    `${language.comment} ${language.run(usage)}`,
  ];
  return [...lines, ...hint, ''].join('\n');
}
